using System.Buffers;
using System.Buffers.Binary;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Controllers.Deployments;

/// <summary>Tells pod templates apart, and names ReplicaSets after them.</summary>
internal static class TemplateIdentity
{
    /// <summary>The label that keeps the pods of a Deployment's revisions apart.</summary>
    public const string HashLabel = "pod-template-hash";

    // No vowels, so that no words come out; no 0, 1 and 3, which look like letters.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>True when the templates differ in nothing but the hash label.</summary>
    public static bool Same(PodTemplateSpec a, PodTemplateSpec b) => Normal(a).ContentEquals(Normal(b));

    /// <summary>A short hash of the template: the same for the same template, whatever the order of its keys.</summary>
    /// <param name="template">The template.</param>
    /// <param name="collisions">How many hashes of it turned out to be taken.</param>
    public static string Hash(PodTemplateSpec template, int collisions)
    {
        var normal = Normal(template);
        Sort(normal);
        var buffer = new ArrayBufferWriter<byte>(1024);
        JsonDocumentWriter.Write(buffer, normal);
        Span<byte> salt = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(salt, collisions);
        var hash = Fnv1a(Fnv1a(2166136261, buffer.WrittenSpan), collisions > 0 ? salt : []);
        return string.Create(7, hash, static (text, rest) =>
        {
            for (var i = 0; i < text.Length; i++, rest /= (uint)Alphabet.Length)
                text[i] = Alphabet[(int)(rest % (uint)Alphabet.Length)];
        });
    }

    private static uint Fnv1a(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
            hash = unchecked((hash ^ one) * 16777619);
        return hash;
    }

    private static DocMap Normal(PodTemplateSpec template)
    {
        var normal = (template.Peek() ?? new DocMap()).DeepClone();
        if (normal.GetMap("metadata") is { } metadata)
        {
            if (metadata.GetMap("labels") is { } labels)
            {
                labels.Remove(HashLabel);
                if (labels.Count == 0)
                    metadata.Remove("labels");
            }
            if (metadata["creationTimestamp"].IsNull)
                metadata.Remove("creationTimestamp");
            if (metadata.Count == 0)
                normal.Remove("metadata");
        }
        return normal;
    }

    private static void Sort(DocMap map)
    {
        map.SortKeys();
        foreach (var entry in map.Entries)
            SortBelow(entry.Value);
    }

    private static void SortBelow(Value value)
    {
        if (value.AsMap is { } map)
            Sort(map);
        foreach (var item in value.AsList is { } list ? list.Items : [])
            SortBelow(item);
    }
}
