using LightKube.Api.Documents;

namespace LightKube.ApiServer.Authorization;

/// <summary>The fields that the garbage collector writes: who writes no others needs none of the rights that the object gives.</summary>
internal static class CollectorFields
{
    // Beside owners and finalizers, what the server writes itself.
    private static readonly string[] Names = ["ownerReferences", "finalizers", "managedFields", "resourceVersion", "generation"];

    public static bool AreAllThatChanged(Document now, Document before) => WithoutThem(now).ContentEquals(WithoutThem(before));

    private static DocMap WithoutThem(Document document)
    {
        var copy = document.Root.DeepClone();
        if (copy.GetMap("metadata") is { } metadata)
        {
            foreach (var name in Names)
            {
                metadata.Remove(name);
            }
        }

        return copy;
    }
}
