using System.Text.RegularExpressions;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Volumes;

/// <summary>Volumes that a server in the network holds.</summary>
internal static partial class NetworkVolumeSources
{
    private const int MaxLun = 255;
    private const int MaxIscsiName = 64;
    private const int MaxTenant = 64;
    private const string NoForm = "must be valid format";
    private const string NoFormStart = "must be valid format starting with iqn, eui, or naa";
    private const string NoRegistry = "must be a host:port pair or multiple pairs separated by commas";

    [GeneratedRegex(@"iqn\.\d{4}-\d{2}\.([a-zA-Z0-9\-.]+)(:[^,;*&$|\s]+)$")]
    private static partial Regex Iqn();

    [GeneratedRegex("^eui.[a-zA-Z0-9]{16}$")]
    private static partial Regex Eui();

    [GeneratedRegex("^naa.[a-zA-Z0-9]{32}$")]
    private static partial Regex Naa();

    public static void Nfs(Field source)
    {
        source["server"].Require();
        source["path"].Require();
        if (!source["path"].Text.StartsWith('/'))
        {
            source["path"].Invalid("must be an absolute path");
        }
    }

    public static void Iscsi(Field source) => Iscsi(source, NoFormStart);

    /// <param name="source">The source of a persistent volume.</param>
    /// <param name="volume">The persistent volume's name.</param>
    public static void PersistentIscsi(Field source, string volume)
    {
        Iscsi(source, NoForm);
        var portal = source["targetPortal"].Text;
        if (source["initiatorName"].IsSet && volume.Length + 1 + portal.Length > MaxIscsiName)
        {
            source.Below("targetportal", portal).Invalid(
                "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.");
        }

        if (source["secretRef"].IsSet)
        {
            source["secretRef"]["name"].Require();
        }
    }

    private static void Iscsi(Field source, string noStart)
    {
        source["targetPortal"].Require();
        source["iqn"].Require();
        if (source["iqn"].HasText)
        {
            IscsiName(source["iqn"], noStart);
        }

        source["lun"].BeWithin(0, MaxLun);
        if ((source["chapAuthDiscovery"].IsTrue || source["chapAuthSession"].IsTrue) && !source["secretRef"].IsSet)
        {
            source["secretRef"].Required();
        }

        if (source["initiatorName"].IsSet)
        {
            IscsiName(source.Below("initiatorname", source["initiatorName"].Value), noStart);
        }
    }

    private static void IscsiName(Field name, string noStart)
    {
        var text = name.Text;
        if (text.StartsWith("iqn", StringComparison.Ordinal) ? !Iqn().IsMatch(text)
            : text.StartsWith("eui", StringComparison.Ordinal) ? !Eui().IsMatch(text)
            : text.StartsWith("naa", StringComparison.Ordinal) && !Naa().IsMatch(text))
        {
            name.Invalid(NoForm);
        }
        else if (text is not (['i', 'q', 'n', ..] or ['e', 'u', 'i', ..] or ['n', 'a', 'a', ..]))
        {
            name.Invalid(noStart);
        }
    }

    public static void FibreChannel(Field source)
    {
        var (targets, ids) = (source["targetWWNs"], source["wwids"]);
        if (targets.Count == 0 && ids.Count == 0)
        {
            targets.Required("must specify either targetWWNs or wwids, but not both");
        }

        if (targets.Count > 0 && ids.Count > 0)
        {
            targets.Invalid("targetWWNs and wwids can not be specified simultaneously");
        }

        if (targets.Count == 0)
        {
            return;
        }

        if (!source["lun"].IsSet)
        {
            source["lun"].Required("lun is required if targetWWNs is specified");
        }
        else
        {
            source["lun"].BeWithin(0, MaxLun);
        }
    }

    public static void Glusterfs(Field source)
    {
        source["endpoints"].Require();
        source["path"].Require();
        var space = source["endpointsNamespace"];
        if (space.IsSet && !space.HasText)
        {
            space.Invalid("if the endpointnamespace is set, it must be a valid namespace name");
        }

        space.ObeyIfAny(NameRules.Dns1123Label);
    }

    public static void Flocker(Field source)
    {
        var (name, id) = (source["datasetName"], source["datasetUUID"]);
        if (!name.HasText && !id.HasText)
        {
            source.Required("one of datasetName and datasetUUID is required");
        }

        if (name.HasText && id.HasText)
        {
            source.Invalid("resource", "datasetName and datasetUUID can not be specified simultaneously");
        }

        if (name.Text.Contains('/'))
        {
            name.Invalid("must not contain '/'");
        }
    }

    public static void Rbd(Field source)
    {
        if (source["monitors"].Count == 0)
        {
            source["monitors"].Required();
        }

        source["image"].Require();
    }

    public static void CephFs(Field source)
    {
        if (source["monitors"].Count == 0)
        {
            source["monitors"].Required();
        }
    }

    public static void Quobyte(Field source)
    {
        var registry = source["registry"];
        if (!registry.HasText)
        {
            registry.Required(NoRegistry);
        }
        else if (source["tenant"].Text.Length > MaxTenant)
        {
            source["tenant"].Required("must be a UUID and may not exceed a length of 64 characters");
        }
        else if (registry.Text.Split(',').Any(pair => pair.LastIndexOf(':') < 0))
        {
            registry.Invalid(NoRegistry);
        }

        source["volume"].Require();
    }
}
