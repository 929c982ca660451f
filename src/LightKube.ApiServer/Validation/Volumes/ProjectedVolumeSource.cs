using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Volumes;

/// <summary>Volumes that bring files of several sources together.</summary>
internal static class ProjectedVolumeSource
{
    private const long LeastSeconds = 10 * 60;
    private const long MostSeconds = 1L << 32;
    private const long LeastCertificateSeconds = 3600;
    private const long MostCertificateSeconds = 91 * 86400;

    private static readonly string[] KeyTypes = ["RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"];

    public static void Validate(Field volume)
    {
        ObjectVolumeSources.Mode(volume["defaultMode"]);
        var paths = default(SeenTexts);
        var sources = volume["sources"];
        for (var i = 0; i < sources.Count; i++)
        {
            One(sources[i], volume, ref paths);
        }
    }

    private static void One(Field source, Field volume, ref SeenTexts paths)
    {
        var count = 0;
        count += Items(source["secret"], volume, ref paths);
        count += Items(source["configMap"], volume, ref paths);
        count += Downward(source["downwardAPI"], volume, ref paths);
        count += Token(source["serviceAccountToken"], volume);
        count += TrustBundle(source["clusterTrustBundle"], volume, ref paths);
        count += Certificate(source["podCertificate"], volume, ref paths);
        if (count > 1)
        {
            source.Forbidden("may not specify more than 1 volume type per source");
        }
    }

    private static int Items(Field source, Field volume, ref SeenTexts paths)
    {
        if (!source.IsSet)
        {
            return 0;
        }

        source["name"].Require();
        var items = source["items"];
        for (var i = 0; i < items.Count; i++)
        {
            ObjectVolumeSources.KeyToPath(items[i]);
            if (items[i]["path"].HasText && !paths.Add(items[i]["path"].Text))
            {
                volume.Invalid(source["name"].Text, "conflicting duplicate paths");
            }
        }

        return 1;
    }

    private static int Downward(Field source, Field volume, ref SeenTexts paths)
    {
        var items = source["items"];
        for (var i = 0; i < items.Count; i++)
        {
            ObjectVolumeSources.DownwardFile(items[i], source);
            Unique(items[i]["path"], volume, ref paths, evenEmpty: false);
        }

        return source.IsSet ? 1 : 0;
    }

    private static int Token(Field source, Field volume)
    {
        if (!source.IsSet)
        {
            return 0;
        }

        var seconds = source["expirationSeconds"];
        if (seconds.Number < LeastSeconds)
        {
            seconds.Invalid(seconds.Number, "may not specify a duration less than 10 minutes");
        }

        if (seconds.Number > MostSeconds)
        {
            seconds.Invalid(seconds.Number, "may not specify a duration larger than 2^32 seconds");
        }

        var path = volume.Below("path", source["path"].Value);
        path.Require();
        path.BeUnreservedPath();
        return 1;
    }

    private static int TrustBundle(Field source, Field volume, ref SeenTexts paths)
    {
        if (!source.IsSet)
        {
            return 0;
        }

        var (name, signer) = (source["name"], source["signerName"]);
        if (name.IsSet && signer.IsSet)
        {
            source.Invalid("only one of name and signerName may be used");
        }
        else if (name.IsSet)
        {
            TrustBundleName(name);
            if (source["labelSelector"].IsSet)
            {
                source["labelSelector"].Invalid("labelSelector must be unset if name is specified");
            }
        }
        else if (signer.IsSet)
        {
            signer.Require("must be a valid signer name");
            SignerNames.Validate(signer);
            source["labelSelector"].BeLabelSelector();
        }
        else
        {
            source.Required("either name or signerName must be specified");
        }

        source["path"].Require();
        source["path"].BeUnreservedPath();
        Unique(source["path"], volume, ref paths, evenEmpty: true);
        return 1;
    }

    private static void TrustBundleName(Field name)
    {
        name.Require("must be a valid object name");
        var colon = name.Text.LastIndexOf(':');
        foreach (var problem in NameRules.Dns1123Subdomain(name.Text[(colon + 1)..]))
        {
            name.Invalid($"not a valid clustertrustbundlename: {problem}");
        }
    }

    private static int Certificate(Field source, Field volume, ref SeenTexts paths)
    {
        if (!source.IsSet)
        {
            return 0;
        }

        SignerNames.Validate(source["signerName"]);
        source["keyType"].RequireOneOf(KeyTypes);
        var seconds = source["maxExpirationSeconds"];
        if (seconds.IsSet && seconds.Number < LeastCertificateSeconds)
        {
            seconds.Invalid(seconds.Number, "if provided, maxExpirationSeconds must be >= 3600");
        }

        if (seconds.IsSet && seconds.Number > MostCertificateSeconds)
        {
            seconds.Invalid(seconds.Number, "if provided, maxExpirationSeconds must be <= 7862400");
        }

        var any = false;
        foreach (var name in (ReadOnlySpan<string>)["credentialBundlePath", "keyPath", "certificateChainPath"])
        {
            if (source[name].HasText)
            {
                any = true;
                source[name].BeUnreservedPath();
                Unique(source[name], volume, ref paths, evenEmpty: false);
            }
        }

        if (!any)
        {
            source.Required("specify at least one of credentialBundlePath, keyPath, and certificateChainPath");
        }

        return 1;
    }

    private static void Unique(Field path, Field volume, ref SeenTexts paths, bool evenEmpty)
    {
        if ((evenEmpty || path.HasText) && !paths.Add(path.Text))
        {
            volume.Invalid(path.Text, "conflicting duplicate paths");
        }
    }
}
