using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.Namespaces;

/// <summary>
/// Fills the Secrets of type <c>kubernetes.io/service-account-token</c> that users make for a service account, and deletes them with it. None
/// is made by itself, as since Kubernetes 1.24.
/// </summary>
/// <param name="client">The API.</param>
/// <param name="informers">Where such Secrets are found.</param>
/// <param name="rootCertificates">The CA certificates in PEM.</param>
/// <param name="sign">Makes a token without an end, for that Secret of that account.</param>
internal sealed class TokenSecretReconciler(
    CachedClient client, InformerSet informers, string rootCertificates, Func<Secret, ServiceAccount, string> sign) : IReconciler<ServiceAccount>
{
    private const string SecretType = "kubernetes.io/service-account-token";
    private const string NameAnnotation = "kubernetes.io/service-account.name";
    private const string UidAnnotation = "kubernetes.io/service-account.uid";

    private static readonly InformerScope TokenSecrets = new() { FieldSelector = $"type={SecretType}" };

    private readonly Informer<Secret> _secrets = informers.Get<Secret>(TokenSecrets);

    public string Name => "serviceaccount-tokens";

    public Reads Reads => Reads.Own<ServiceAccount>().Also<Secret>(static (Secret secret, InformerSet _) => AccountOf(secret), scope: TokenSecrets);

    public Writes Writes => Writes.Only<Secret>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        var secrets = _secrets.List(key.Namespace).Where(secret => secret.Metadata.Annotations[NameAnnotation] == key.Name).ToList();
        if (secrets.Count == 0)
            return Outcome.Done;
        // The account may be newer than what is cached of accounts; its Secret must not be deleted for that.
        var account = client.Find<ServiceAccount>(key) ?? await client.FindAsync<ServiceAccount>(key, cancel);
        foreach (var secret in secrets)
        {
            if (account is null || (secret.Metadata.Annotations[UidAnnotation] is { Length: > 0 } uid && uid != account.Metadata.Uid))
                await DeleteAsync(secret, cancel);
            else
                await FillAsync(secret, account, cancel);
        }
        return Outcome.Done;
    }

    private static ObjectKey[] AccountOf(Secret secret) =>
        secret.Metadata.Annotations[NameAnnotation] is { Length: > 0 } name ? [new ObjectKey(secret.Namespace, name)] : [];

    private async Task DeleteAsync(Secret secret, CancellationToken cancel)
    {
        try
        {
            await client.DeleteAsync(Secret.Schema, secret.Key, new DeleteQuery { Uid = secret.Metadata.Uid }, cancel);
        }
        catch (ApiException error) when (error.IsNotFound || error.IsConflict)
        {
            // It is gone, or another one now.
        }
    }

    private async Task FillAsync(Secret secret, ServiceAccount account, CancellationToken cancel)
    {
        var authorities = Encoding.UTF8.GetBytes(rootCertificates);
        var isComplete = secret.Data["token"] is { Length: > 0 }
            && secret.Data["namespace"] is { Length: > 0 }
            && (secret.Data["ca.crt"] ?? []).AsSpan().SequenceEqual(authorities)
            && secret.Metadata.Annotations[UidAnnotation] == account.Metadata.Uid;
        if (isComplete)
            return;
        var filled = secret.MutableCopy();
        filled.Metadata.Annotations[UidAnnotation] = account.Metadata.Uid;
        filled.Data["ca.crt"] = authorities;
        if (secret.Data["namespace"] is not { Length: > 0 })
            filled.Data["namespace"] = Encoding.UTF8.GetBytes(secret.Namespace);
        if (secret.Data["token"] is not { Length: > 0 })
            filled.Data["token"] = Encoding.ASCII.GetBytes(sign(secret, account));
        await client.UpdateAsync(filled, cancel);
    }
}
