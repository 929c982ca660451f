using LightKube.Api.Core.V1;
using LightKube.Api.Networking.V1;
using LightKube.Api.Nodes.V1;
using LightKube.Api.Scheduling.V1;
using LightKube.Api.Schemas;
using LightKube.Api.Storage.V1;

namespace LightKube.ApiServer.Watching;

/// <summary>
/// Kinds that authentication and admission look at in every write of another kind. Their objects are few and small, so they stay decoded.
/// </summary>
internal static class KeptDecoded
{
    private static readonly HashSet<KindSchema> Kinds =
    [
        Namespace.Schema,
        ServiceAccount.Schema,
        LimitRange.Schema,
        ResourceQuota.Schema,
        PriorityClass.Schema,
        RuntimeClass.Schema,
        StorageClass.Schema,
        IngressClass.Schema,
    ];

    public static bool Contains(KindSchema kind) => Kinds.Contains(kind);
}
