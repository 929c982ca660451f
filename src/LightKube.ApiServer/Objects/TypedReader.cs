using LightKube.Api.Views;

namespace LightKube.ApiServer.Objects;

/// <summary>The reader with typed views.</summary>
public static class TypedReader
{
    /// <summary>The object, or null when there is none.</summary>
    public static T? Find<T>(this IObjectReader reader, string ns, string name)
        where T : KubeObject, IKubeObject<T> => reader.Find(T.Schema, new ObjectKey(ns, name))?.As<T>();

    /// <summary>The objects of one namespace, or of all when it is null.</summary>
    public static IEnumerable<T> List<T>(this IObjectReader reader, string? ns)
        where T : KubeObject, IKubeObject<T>
    {
        var documents = reader.List(T.Schema, ns);
        return documents.Count == 0 ? [] : documents.Select(document => document.As<T>());
    }
}
