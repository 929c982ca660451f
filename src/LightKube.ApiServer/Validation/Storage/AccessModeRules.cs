using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Storage;

/// <summary>How many may mount a volume, and how.</summary>
internal static class AccessModeRules
{
    private static readonly string[] Supported = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

    public static void Validate(Field modes)
    {
        var (single, others) = (false, false);
        for (var i = 0; i < modes.Count; i++)
        {
            var mode = modes[i].Text;
            if (!Supported.Contains(mode))
            {
                modes.NotSupported(mode, Supported);
            }

            single |= mode == "ReadWriteOncePod";
            others |= mode != "ReadWriteOncePod" && Supported.Contains(mode);
        }

        if (single && others)
        {
            modes.Forbidden("may not use ReadWriteOncePod with other access modes");
        }
    }
}
