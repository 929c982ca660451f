using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.CustomResources;

/// <summary>The question that conversion webhooks are asked, and what of the answer is taken.</summary>
internal static class ConversionReviews
{
    private const string Group = "apiextensions.k8s.io";

    /// <exception cref="ConversionException">The webhook knows no version that this server knows.</exception>
    public static DocMap Request(IReadOnlyList<string> reviewVersions, string uid, string desired, IReadOnlyList<Document> documents)
    {
        var version = reviewVersions.FirstOrDefault(static version => version is "v1" or "v1beta1")
            ?? throw new ConversionException("failed: no supported conversion review versions");
        var review = new DocMap(3);
        review.Set("kind", "ConversionReview");
        review.Set("apiVersion", $"{Group}/{version}");
        var request = review.GetOrAddMap("request");
        request.Set("uid", uid);
        request.Set("desiredAPIVersion", desired);
        var objects = new DocList(documents.Count);
        foreach (var document in documents)
        {
            objects.Add(document.Root);
        }

        request.Set("objects", objects);
        return review;
    }

    /// <summary>The converted objects, in the order of the question, with the metadata that a webhook may not touch as it was.</summary>
    /// <exception cref="ConversionException">The answer makes no sense, or says no.</exception>
    public static DocMap[] ConvertedObjects(DocMap answer, string apiVersion, string uid, IReadOnlyList<Document> documents, KindSchema to)
    {
        var objects = Objects(answer, apiVersion, uid);
        if (objects.Count != documents.Count)
        {
            throw new ConversionException($"returned {objects.Count} objects, expected {documents.Count}");
        }

        var converted = new DocMap[objects.Count];
        for (var i = 0; i < converted.Length; i++)
        {
            converted[i] = Checked(objects[i], documents[i], to, i);
        }

        return converted;
    }

    private static DocList Objects(DocMap answer, string apiVersion, string uid)
    {
        // Webhooks of v1beta1 were never held to this.
        var isV1 = apiVersion.EndsWith("/v1", StringComparison.Ordinal);
        if (isV1 && (answer.GetString("apiVersion") != apiVersion || answer.GetString("kind") != "ConversionReview"))
        {
            throw new ConversionException(
                $"failed: expected webhook response of {apiVersion}, Kind=ConversionReview, got {answer.GetString("apiVersion")}, Kind={answer.GetString("kind")}");
        }

        var response = answer.GetMap("response") ?? throw new ConversionException("failed: no response provided");
        if (isV1 && response.GetString("uid") != uid)
        {
            throw new ConversionException($"failed: expected response.uid=\"{uid}\", got \"{response.GetString("uid")}\"");
        }

        var result = response.GetMap("result");
        if (result?.GetString("status") != "Success")
        {
            throw new ConversionException(result?.GetString("message") is { Length: > 0 } message
                ? $"failed: {message}"
                : $"failed: response.result.status was '{result?.GetString("status")}', not 'Success'");
        }

        return response.GetList("convertedObjects") ?? new DocList();
    }

    private static DocMap Checked(Value item, Document original, KindSchema to, int index)
    {
        var prefix = $"returned invalid converted object at index {index}: ";
        var root = item.AsMap ?? throw new ConversionException($"{prefix}it is not an object");
        if (root.GetString("apiVersion") != to.ApiVersion)
        {
            throw new ConversionException($"{prefix}invalid groupVersion (expected {to.ApiVersion}, received {root.GetString("apiVersion")})");
        }

        if (root.GetString("kind") != to.Kind)
        {
            throw new ConversionException($"{prefix}invalid kind (expected {to.Kind}, received {root.GetString("kind")})");
        }

        var metadata = root.GetMap("metadata") ?? throw new ConversionException($"returned invalid metadata in object at index {index}: missing metadata in converted object");
        foreach (var (field, name) in new[] { ("name", "name"), ("namespace", "namespace"), ("uid", "UID") })
        {
            var (was, @is) = (original.Root.GetMap("metadata")?.GetString(field) ?? "", metadata.GetString(field) ?? "");
            if (was != @is)
            {
                throw new ConversionException($"{prefix}must have the same {name}: {was} != {@is}");
            }
        }

        var converted = root.DeepClone();
        converted.Set("metadata", Metadata(original, metadata, index));
        return converted;
    }

    // A webhook may change labels and annotations, and nothing else.
    private static DocMap Metadata(Document original, DocMap converted, int index)
    {
        var metadata = original.Root.GetMap("metadata")?.DeepClone() ?? new DocMap();
        var errors = new FieldErrors();
        foreach (var field in (ReadOnlySpan<string>)["labels", "annotations"])
        {
            var value = converted[field];
            if (value.IsAbsentOrNull)
            {
                metadata.Remove(field);
                continue;
            }

            var map = value.AsMap ?? throw new ConversionException($"returned invalid metadata in object at index {index}: invalid metadata.{field} in converted object");
            foreach (ref readonly var entry in map.Entries)
            {
                if (entry.Value.AsString is null)
                {
                    throw new ConversionException($"returned invalid metadata in object at index {index}: metadata.{field}[{entry.Key}] must be a string in converted object");
                }
            }

            if (field == "labels")
            {
                ObjectMetaValidation.CheckLabels(map, FieldPath.Metadata.Child("labels"), errors);
            }

            metadata.Set(field, map.DeepClone());
        }

        return !errors.Any
            ? metadata
            : throw new ConversionException($"returned invalid metadata in object at index {index}: {errors.Causes[0].Field}: {errors.Causes[0].Message}");
    }
}
