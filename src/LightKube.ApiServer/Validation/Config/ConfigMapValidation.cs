using System.Buffers.Text;
using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Config;

/// <summary>ConfigMaps.</summary>
internal sealed class ConfigMapValidation() : KindValidation(ConfigMap.Schema)
{
    /// <summary>All values together, in bytes, as for Secrets.</summary>
    private const int MaxSize = 1024 * 1024;

    protected override void Validate(Field obj)
    {
        var (data, binary) = (obj["data"], obj["binaryData"]);
        var size = 0L;
        foreach (ref readonly var entry in data.Entries)
        {
            DataRules.Key(data, entry.Key);
            if (binary.Map?.Contains(entry.Key) == true)
            {
                data.Entry(entry.Key).Invalid(entry.Key, "duplicate of key present in binaryData");
            }

            size += Encoding.UTF8.GetByteCount(entry.Value.AsString ?? "");
        }

        foreach (ref readonly var entry in binary.Entries)
        {
            DataRules.Key(binary, entry.Key);
            size += Base64.IsValid(entry.Value.AsString ?? "", out var length) ? length : 0;
        }

        if (size > MaxSize)
        {
            obj.Nowhere().TooLong(MaxSize);
        }
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        DataRules.Immutable(obj, old, "data", "binaryData");
        Validate(obj);
    }
}
