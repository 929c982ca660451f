using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>The annotation in which kubectl keeps what it applied on the client's side.</summary>
internal static class LastApplied
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>All annotations of an object together, in bytes: a longer configuration is not kept.</summary>
    private const int MaxAnnotationBytes = 256 * 1024;

    /// <summary>The fields that the annotation sets and the object still has as it says; null when there is no such annotation.</summary>
    public static FieldSet? Fields(DocMap live, KindSchema kind)
    {
        if (AnnotationsOf(live)?.GetString(Annotation) is not { Length: > 0 } text || Parse(text) is not { } applied || applied.GetString("apiVersion") != kind.ApiVersion)
        {
            return null;
        }

        try
        {
            var comparison = FieldComparison.Of(applied, live, kind.Type);
            return FieldsOf.Configuration(applied, kind.Type).Except(comparison.Changed).Except(comparison.Removed);
        }
        catch (TypedValueException)
        {
            return null;
        }
    }

    /// <summary>Keeps the annotation, where the object has one, in step with what is applied on the server's side.</summary>
    public static void Update(DocMap root, DocMap configuration)
    {
        if (AnnotationsOf(root) is not { } annotations || annotations.GetString(Annotation) is not { Length: > 0 })
        {
            return;
        }

        var applied = configuration.DeepClone();
        AnnotationsOf(applied)?.Remove(Annotation);
        Sort(applied);
        annotations.Set(Annotation, JsonText.Of(applied) + "\n");
        if (SizeOf(annotations) > MaxAnnotationBytes)
        {
            annotations.Remove(Annotation);
        }
    }

    private static DocMap? AnnotationsOf(DocMap root) => root.GetMap("metadata")?.GetMap("annotations");

    private static DocMap? Parse(string text)
    {
        try
        {
            return JsonText.Parse(text).AsMap;
        }
        catch (DocumentFormatException)
        {
            // Somebody edited it: it says nothing then.
            return null;
        }
    }

    private static int SizeOf(DocMap annotations)
    {
        var size = 0;
        foreach (ref readonly var entry in annotations.Entries)
        {
            size += entry.Key.Length + (entry.Value.AsString?.Length ?? 0);
        }

        return size;
    }

    private static void Sort(Value value)
    {
        if (value.AsMap is { } map)
        {
            map.SortKeys();
            foreach (ref readonly var entry in map.Entries)
            {
                Sort(entry.Value);
            }
        }
        else if (value.AsList is { } list)
        {
            foreach (ref readonly var item in list.Items)
            {
                Sort(item);
            }
        }
    }
}
