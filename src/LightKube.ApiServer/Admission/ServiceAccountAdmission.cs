using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission;

/// <summary>
/// Every pod runs as a service account: <c>default</c> when it names none. It gets the account's image pull secrets, and a volume with a
/// token, the cluster's CA and its namespace where programs look for them.
/// </summary>
/// <param name="objects">Where accounts are looked up.</param>
/// <param name="time">For the wait for a new namespace's default account.</param>
public sealed class ServiceAccountAdmission(IObjectReader objects, TimeProvider time) : IAdmissionPlugin
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string VolumePrefix = "kube-api-access-";
    private const int SuffixLength = 5;
    private const string SuffixCharacters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>A controller makes the default account right after the namespace; a pod that is as quick waits this often, this long.</summary>
    private const int FindAttempts = 10;

    private static readonly TimeSpan FindInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Shared by all pods. 3607 seconds mark the token as one that may live longer for clients that never read it again.</summary>
    private static readonly DocMap VolumeSource = JsonText.Parse("""
        {"defaultMode":420,"sources":[
          {"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},
          {"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},
          {"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"}}]}}]}
        """).AsMap!.Freeze();

    public string Name => "ServiceAccount";

    public bool Handles(AdmissionRequest request) => request.Verb == AdmissionVerb.Create && request.IsFor(Pod.Schema);

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var pod = request.Object!.As<Pod>();
        if (pod.Metadata.Annotations.ContainsKey(MirrorAnnotation))
        {
            return;
        }

        if (pod.Spec.ServiceAccountName.Length == 0)
        {
            pod.Spec.ServiceAccountName = pod.Spec.ServiceAccount.Length > 0 ? pod.Spec.ServiceAccount : "default";
        }

        pod.Spec.ServiceAccount = pod.Spec.ServiceAccountName;
        var account = await FindAsync(request, pod.Spec.ServiceAccountName, cancel).ConfigureAwait(false);
        if (pod.Spec.AutomountServiceAccountToken ?? account.AutomountServiceAccountToken ?? true)
        {
            Mount(pod, account);
        }

        if (pod.Spec.ImagePullSecrets.Count == 0)
        {
            foreach (var secret in account.ImagePullSecrets)
            {
                pod.Spec.ImagePullSecrets.Add(new LocalObjectReference { Name = secret.Name });
            }
        }
    }

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var pod = request.Object!.As<Pod>();
        if (!pod.Metadata.Annotations.ContainsKey(MirrorAnnotation))
        {
            return ValueTask.CompletedTask;
        }

        if (pod.Spec.ServiceAccountName.Length > 0)
        {
            throw request.Forbid("a mirror pod may not reference service accounts");
        }

        foreach (var volume in pod.Spec.Volumes)
        {
            if (volume.Projected.Sources.Any(source => source.ServiceAccountToken.IsPresent))
            {
                throw request.Forbid("a mirror pod may not use ServiceAccountToken volume projections");
            }

            if (volume.Secret.IsPresent)
            {
                throw request.Forbid("a mirror pod may not reference secrets");
            }
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask<ServiceAccount> FindAsync(AdmissionRequest request, string name, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (objects.Find<ServiceAccount>(request.Namespace, name) is { } account)
            {
                return account;
            }

            if (name != "default" || attempt == FindAttempts)
            {
                throw request.Forbid($"error looking up service account {request.Namespace}/{name}: serviceaccount \"{name}\" not found");
            }

            await Task.Delay(FindInterval, time, cancel).ConfigureAwait(false);
        }
    }

    private static void Mount(Pod pod, ServiceAccount account)
    {
        var spec = pod.Spec;
        var existing = spec.Volumes.Find(static volume => volume.Name.StartsWith(VolumePrefix, StringComparison.Ordinal));
        var name = existing?.Name ?? NameFor(account);
        var isMounted = Mount(spec.InitContainers, name) | Mount(spec.Containers, name);
        if (isMounted && existing is null)
        {
            var volume = spec.Volumes.AddNew().Map;
            volume.Set("name", name);
            volume.Set("projected", VolumeSource);
        }
    }

    private static bool Mount(ListView<Container> containers, string volume)
    {
        var isMounted = false;
        for (var i = 0; i < containers.Count; i++)
        {
            var mounts = containers[i].VolumeMounts;
            if (mounts.Find(static mount => mount.MountPath == MountPath) is null)
            {
                mounts.Add(new VolumeMount { Name = volume, MountPath = MountPath, ReadOnly = true });
                isMounted = true;
            }
        }

        return isMounted;
    }

    // Upstream draws the name for each pod. One for an account makes no difference to a pod, and lets replicas be alike.
    private static string NameFor(ServiceAccount account)
    {
        // FNV-1a over what is the account's own.
        var hash = 2166136261;
        foreach (var letter in account.Metadata.Uid)
        {
            hash = (hash ^ letter) * 16777619;
        }

        Span<char> suffix = stackalloc char[SuffixLength];
        foreach (ref var letter in suffix)
        {
            letter = SuffixCharacters[(int)(hash % (uint)SuffixCharacters.Length)];
            hash /= (uint)SuffixCharacters.Length;
        }

        return string.Concat(VolumePrefix, suffix);
    }
}
