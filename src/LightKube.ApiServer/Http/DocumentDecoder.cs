using System.Text;
using LightKube.Api.Apply;
using LightKube.Api.Cbor;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Protobuf;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;
using LightKube.Api.Yaml;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Http;

/// <summary>Bytes of a request to a document that fits its schema and has its defaults.</summary>
public static class DocumentDecoder
{
    /// <summary>Reads JSON, YAML, protobuf or CBOR, by content type; a body without one is JSON.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="contentType">The request's Content-Type.</param>
    /// <param name="duplicates">Gets the paths of fields that stand twice, when somebody wants to know.</param>
    /// <param name="expected">What a protobuf object is that does not say so itself.</param>
    /// <exception cref="ApiException">UnsupportedMediaType, or BadRequest with the reader's words.</exception>
    public static Value Read(ReadOnlyMemory<byte> body, string? contentType, List<string>? duplicates = null, KindSchema? expected = null)
    {
        try
        {
            return MediaTypes.Bare(contentType) switch
            {
                "" or MediaTypes.Json or MediaTypes.MergePatch or MediaTypes.JsonPatch or MediaTypes.StrategicMergePatch => ReadJson(body.Span, duplicates),
                MediaTypes.Yaml or "text/yaml" => ReadYaml(body.Span, duplicates),
                MediaTypes.Protobuf => ProtobufDocumentReader.ReadMap(body.Span, expected),
                MediaTypes.Cbor or MediaTypes.ApplyCbor => CborDocumentReader.Read(body.Span),
                var other => throw ApiException.UnsupportedMediaType(
                    $"the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf, application/cbor (not {other})"),
            };
        }
        catch (DocumentFormatException e)
        {
            throw ApiException.BadRequest($"the body of the request cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads a body that must be an object of that kind (or of a subresource's kind).</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="contentType">The request's Content-Type.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="call">Says what to do about fields that nobody knows, and gets warnings.</param>
    /// <param name="otherVersion">Another apiVersion that the object may have, in which the kind is the same.</param>
    /// <exception cref="ApiException">UnsupportedMediaType, also for a patch, and for a custom resource in protobuf; BadRequest with the reader's words.</exception>
    public static Document Decode(ReadOnlyMemory<byte> body, string? contentType, KindSchema kind, ApiCall call, string? otherVersion = null)
    {
        if (MediaTypes.IsPatch(contentType) || (MediaTypes.Bare(contentType) == MediaTypes.Protobuf && !ProtobufDocumentWriter.CanWrite(kind.Type)))
        {
            throw ApiException.UnsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/cbor");
        }

        List<string>? duplicates = call.FieldValidation == FieldValidation.Ignore ? null : [];
        var root = Read(body, contentType, duplicates, kind).AsMap
            ?? throw ApiException.BadRequest("the body of the request must be an object");
        CheckKind(root, kind, otherVersion);
        return Complete(new Document(kind, root), call, duplicates);
    }

    /// <summary>Checks the tree against its type, drops what the type does not know, and sets the kind's defaults.</summary>
    public static Document Complete(Document document, ApiCall call, IReadOnlyList<string>? duplicates = null)
    {
        // Empty lists go when the object is checked, and with them what this one asks for.
        call.ForgetsManagers = FieldManagement.IsReset(document.Root);
        call.Warnings.AddRange(ObjectCompletion.Complete(document, call.FieldValidation, duplicates));
        return document;
    }

    /// <summary>The same for an object that was made from a complete one: what was taken over is neither checked nor given defaults again.</summary>
    public static Document Complete(Document document, Document from, ApiCall call)
    {
        call.ForgetsManagers = FieldManagement.IsReset(document.Root);
        call.Warnings.AddRange(ObjectCompletion.CompleteChange(document, from, call.FieldValidation));
        return document;
    }

    private static DocMap ReadYaml(ReadOnlySpan<byte> yaml, List<string>? duplicates)
    {
        List<DuplicateKey>? found = duplicates is null ? null : [];
        var map = YamlDocumentReader.ReadMap(Encoding.UTF8.GetString(yaml), found);
        duplicates?.AddRange(found!.Select(key => key.Path));
        return map;
    }

    // The reader tells only that a key stood twice; where, is looked up when it did.
    private static Value ReadJson(ReadOnlySpan<byte> json, List<string>? duplicates)
    {
        var any = false;
        var value = JsonDocumentReader.Read(json, duplicates is null ? null : _ => any = true);
        if (any)
        {
            duplicates!.AddRange(DuplicateFields.Find(json));
        }

        return value;
    }

    private static void CheckKind(DocMap root, KindSchema kind, string? otherVersion)
    {
        var apiVersion = root.GetString("apiVersion");
        var name = root.GetString("kind");
        if (string.IsNullOrEmpty(name) && string.IsNullOrEmpty(apiVersion))
        {
            root.Set("apiVersion", kind.ApiVersion);
            root.Set("kind", kind.Kind);
            return;
        }

        if (apiVersion is not null && apiVersion == otherVersion)
        {
            root.Set("apiVersion", apiVersion = kind.ApiVersion);
        }

        if (apiVersion != kind.ApiVersion || name != kind.Kind)
        {
            throw ApiException.BadRequest(
                $"{name ?? ""} in version \"{apiVersion ?? ""}\" cannot be handled as a {kind.Kind}: this endpoint takes {kind.ApiVersion}, Kind={kind.Kind}");
        }
    }
}
