using System.Text;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Storage;

/// <summary>Parameters that only a driver understands.</summary>
internal static class ParameterRules
{
    private const int MaxParameters = 512;

    /// <summary>All keys and values together, in bytes.</summary>
    private const int MaxSize = 256 * 1024;

    public static void Validate(Field parameters)
    {
        if (parameters.Count > MaxParameters)
        {
            parameters.TooLong(MaxParameters);
            return;
        }

        var size = 0;
        foreach (ref readonly var entry in parameters.Entries)
        {
            if (entry.Key.Length == 0)
            {
                parameters.Invalid("", "field can not be empty.");
            }

            size += Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value.AsString ?? "");
        }

        if (size > MaxSize)
        {
            parameters.TooLong(MaxSize);
        }
    }
}
