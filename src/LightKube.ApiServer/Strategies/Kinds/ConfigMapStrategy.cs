using System.Buffers.Text;
using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>ConfigMaps.</summary>
public sealed class ConfigMapStrategy() : DefaultStrategy(ConfigMap.Schema)
{
    /// <summary>All values together, as for Secrets.</summary>
    private const int MaxSize = 1024 * 1024;

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var map = document.As<ConfigMap>();
        var size = 0L;
        foreach (var (key, value) in map.Data)
        {
            Key(key, FieldPath.Of("data"), errors);
            if (map.BinaryData.ContainsKey(key))
            {
                errors.Invalid(FieldPath.Of("data").Key(key), key, "duplicate of key present in binaryData");
            }

            size += Encoding.UTF8.GetByteCount(value);
        }

        foreach (var (key, value) in map.BinaryData)
        {
            Key(key, FieldPath.Of("binaryData"), errors);
            if (!Base64.IsValid(value, out var length))
            {
                errors.Invalid(FieldPath.Of("binaryData").Key(key), key, "must be base64");
            }

            size += length;
        }

        if (size > MaxSize)
        {
            errors.TooLong(FieldPath.Of("data"), MaxSize);
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors) =>
        ImmutableFlag.Validate(document, old, errors, "data", "binaryData");

    private static void Key(string key, FieldPath path, FieldErrors errors)
    {
        if (ValueRules.ConfigKey(key) is { } problem)
        {
            errors.Invalid(path.Key(key), key, problem);
        }
    }
}
