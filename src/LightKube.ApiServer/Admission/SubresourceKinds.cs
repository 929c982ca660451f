using System.Collections.Concurrent;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Admission;

/// <summary>The kinds that subresources take.</summary>
internal static class SubresourceKinds
{
    private static readonly ConcurrentDictionary<string, KindSchema> Known = new(StringComparer.Ordinal);

    /// <summary>The resource's own kind, or one such as Scale.</summary>
    public static KindSchema Of(SubresourceSchema subresource, KindSchema parent) =>
        subresource.Kind.EndsWith("." + parent.Kind, StringComparison.Ordinal) ? parent : Known.GetOrAdd(subresource.Kind, BuiltIn.SubresourceKind);
}
