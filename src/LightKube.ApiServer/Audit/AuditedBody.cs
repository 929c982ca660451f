using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Audit;

/// <summary>Makes the tree of a body that is written down, whatever its encoding.</summary>
internal static class AuditedBody
{
    /// <summary>Null when it cannot be understood; an answer says so to the client.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="contentType">Of the bytes.</param>
    /// <param name="kind">What it is an object of, for encodings that do not say; null when nobody knows.</param>
    /// <param name="omitManagedFields">Leave metadata.managedFields out, of a list's items too.</param>
    public static Value? Read(ReadOnlyMemory<byte> body, string contentType, KindSchema? kind, bool omitManagedFields)
    {
        if (body.IsEmpty)
        {
            return null;
        }

        try
        {
            var value = Parse(body, contentType, kind);
            return value is { } tree && omitManagedFields ? WithoutManagedFields(tree) : value;
        }
        catch (Exception e) when (e is ApiException or DocumentFormatException)
        {
            return null;
        }
    }

    private static Value? Parse(ReadOnlyMemory<byte> body, string contentType, KindSchema? kind)
    {
        // Patches are JSON by other names.
        if (contentType.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            return JsonDocumentReader.Read(body.Span);
        }

        return DocumentDecoder.Read(body, contentType, expected: kind);
    }

    private static Value WithoutManagedFields(Value value)
    {
        if (value.AsMap is not { } map)
        {
            return value;
        }

        var copy = map.DeepClone();
        copy.GetMap("metadata")?.Remove("managedFields");
        foreach (var item in (copy.GetList("items") ?? new DocList()).Items)
        {
            item.AsMap?.GetMap("metadata")?.Remove("managedFields");
        }

        return copy;
    }
}
