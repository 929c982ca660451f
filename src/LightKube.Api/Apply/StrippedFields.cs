namespace LightKube.Api.Apply;

/// <summary>Fields that say which object it is, or that the server keeps: nobody manages them.</summary>
internal static class StrippedFields
{
    private static readonly FieldSet Set = FieldSet.Of(
        [
            Path("apiVersion"), Path("kind"), Path("metadata"), Path("metadata", "name"), Path("metadata", "namespace"), Path("metadata", "creationTimestamp"),
            Path("metadata", "selfLink"), Path("metadata", "uid"), Path("metadata", "clusterName"), Path("metadata", "generation"),
            Path("metadata", "managedFields"), Path("metadata", "resourceVersion"),
        ]);

    /// <summary>True for a field of metadata that nobody manages.</summary>
    public static bool IsOfMetadata(string name) => name is
        "name" or "namespace" or "creationTimestamp" or "selfLink" or "uid" or "clusterName" or "generation" or "managedFields" or "resourceVersion";

    public static FieldSet Strip(FieldSet fields) => fields.Except(Set);

    private static PathElement[] Path(params string[] names) => [.. names.Select(PathElement.Field)];
}
