using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.Namespaces;

/// <summary>
/// Puts an end to tokens that old clusters made by themselves for their service accounts and that nobody uses: after a year the Secret is marked
/// invalid, after another it is deleted. Those that users made, and those that pods mount, stay.
/// </summary>
/// <param name="client">The API.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenSecretCleaner(CachedClient client, TimeProvider time) : IReconciler<ServiceAccount>
{
    private const string SecretType = "kubernetes.io/service-account-token";
    private const string LastUsed = "kubernetes.io/legacy-token-last-used";
    private const string InvalidSince = "kubernetes.io/legacy-token-invalid-since";
    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>For how long a token must not have been used; Kubernetes' number.</summary>
    private static readonly TimeSpan Unused = TimeSpan.FromDays(365);

    /// <summary>How often one is looked at again.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromDays(1);

    /// <summary>Since when the API server notes uses.</summary>
    private static readonly ObjectKey Tracking = new("kube-system", "kube-apiserver-legacy-service-account-token-tracking");

    public string Name => "legacy-serviceaccount-token-cleaner";

    public Reads Reads => Reads.Own<ServiceAccount>();

    public Writes Writes => Writes.Only<Secret>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        // Since Kubernetes 1.24 no account has any.
        if (client.Find<ServiceAccount>(key) is not { Secrets.Count: > 0 } account)
            return Outcome.Done;
        var before = time.GetUtcNow() - Unused;
        if (await TrackedSinceAsync(cancel) is not { } since || since > before)
            return Outcome.After(LookAgain);
        foreach (var reference in account.Secrets)
        {
            if (await client.FindAsync<Secret>(new ObjectKey(key.Namespace, reference.Name), cancel) is { } secret && IsUnused(secret, before))
                await EndAsync(secret, before, cancel);
        }
        return Outcome.After(LookAgain);
    }

    // A use of that very day may have come before the map.
    private async Task<DateTimeOffset?> TrackedSinceAsync(CancellationToken cancel) =>
        await client.FindAsync<ConfigMap>(Tracking, cancel) is { } map && DayOf(map.Data["since"] ?? "") is { } day ? day.AddDays(1) : null;

    private static bool IsUnused(Secret secret, DateTimeOffset before)
    {
        if (secret.Type != SecretType || secret.Metadata.DeletionTimestamp is not null || !(secret.Metadata.CreationTimestamp < before))
            return false;
        return secret.Metadata.Labels[LastUsed] is not { } used || (DayOf(used) is { } day && day < before);
    }

    private async Task EndAsync(Secret secret, DateTimeOffset before, CancellationToken cancel)
    {
        if (await IsMountedAsync(secret, cancel))
            return;
        var now = time.GetUtcNow();
        var since = DayOf(secret.Metadata.Labels[InvalidSince] ?? "");
        try
        {
            if (since is null || since > now)
            {
                var marked = secret.MutableCopy();
                marked.Metadata.Labels[InvalidSince] = now.ToString(DateFormat, CultureInfo.InvariantCulture);
                await client.UpdateAsync(marked, cancel);
            }
            else if (since < before)
            {
                var query = new DeleteQuery { Uid = secret.Metadata.Uid, ResourceVersion = secret.Metadata.ResourceVersion };
                await client.DeleteAsync(Secret.Schema, secret.Key, query, cancel);
            }
        }
        catch (ApiException error) when (error.IsNotFound || error.IsConflict)
        {
            // Used, changed or gone in between: it is looked at again tomorrow.
        }
    }

    private async Task<bool> IsMountedAsync(Secret secret, CancellationToken cancel)
    {
        var pods = await client.ListAsync<Pod>(new ListQuery { Namespace = secret.Namespace }, cancel);
        return pods.Any(pod => pod.Spec.Volumes.Any(volume => volume.Secret.SecretName == secret.Name));
    }

    private static DateTimeOffset? DayOf(string text) =>
        DateTimeOffset.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? day : null;
}
