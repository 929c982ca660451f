using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Pods;

namespace LightKube.ApiServer.Validation.Volumes;

/// <summary>A pod's volumes: their names, and that each has one source.</summary>
internal static class VolumeValidation
{
    /// <summary>A source, the name by which messages call it when it is one too many, and its rules.</summary>
    private readonly record struct Source(string Name, string Extra, Action<Field> Rules);

    // In upstream's order: of two sources the first is judged, the second refused.
    private static readonly Source[] Sources =
    [
        new("emptyDir", "emptyDir", EmptyDir),
        new("hostPath", "hostPath", HostVolumeSources.HostPath),
        new("gitRepo", "gitRepo", HostVolumeSources.GitRepo),
        new("gcePersistentDisk", "gcePersistentDisk", CloudVolumeSources.GcePersistentDisk),
        new("awsElasticBlockStore", "awsElasticBlockStore", CloudVolumeSources.AwsElasticBlockStore),
        new("secret", "secret", ObjectVolumeSources.Secret),
        new("nfs", "nfs", NetworkVolumeSources.Nfs),
        new("iscsi", "iscsi", NetworkVolumeSources.Iscsi),
        new("glusterfs", "glusterfs", NetworkVolumeSources.Glusterfs),
        new("flocker", "flocker", NetworkVolumeSources.Flocker),
        new("persistentVolumeClaim", "persistentVolumeClaim", source => source["claimName"].Require()),
        new("rbd", "rbd", NetworkVolumeSources.Rbd),
        new("cinder", "cinder", CloudVolumeSources.Cinder),
        new("cephfs", "cephFS", NetworkVolumeSources.CephFs),
        new("quobyte", "quobyte", NetworkVolumeSources.Quobyte),
        new("downwardAPI", "downwarAPI", ObjectVolumeSources.DownwardApi),
        new("fc", "fc", NetworkVolumeSources.FibreChannel),
        new("flexVolume", "flexVolume", HostVolumeSources.Flex),
        new("configMap", "configMap", ObjectVolumeSources.ConfigMap),
        new("azureFile", "azureFile", CloudVolumeSources.AzureFile),
        new("vsphereVolume", "vsphereVolume", CloudVolumeSources.Vsphere),
        new("photonPersistentDisk", "photonPersistentDisk", CloudVolumeSources.Photon),
        new("portworxVolume", "portworxVolume", CloudVolumeSources.Portworx),
        new("azureDisk", "azureDisk", CloudVolumeSources.AzureDisk),
        new("storageos", "storageos", CloudVolumeSources.StorageOs),
        new("projected", "projected", ProjectedVolumeSource.Validate),
        new("scaleIO", "scaleIO", CloudVolumeSources.ScaleIo),
        new("csi", "csi", CsiVolumeSource.Inline),
        new("ephemeral", "ephemeral", CsiVolumeSource.Ephemeral),
        new("image", "image", CsiVolumeSource.Image),
    ];

    /// <returns>The volumes that containers may mount: those in which nothing is wrong.</returns>
    public static NamedItems Validate(Field volumes, PodSetting setting)
    {
        HashSet<int>? wrong = null;
        var names = default(SeenTexts);
        for (var i = 0; i < volumes.Count; i++)
        {
            var before = volumes.Errors;
            One(volumes[i], setting, ref names);
            if (volumes.Errors == before)
            {
                names.Add(volumes[i]["name"].Text);
            }
            else
            {
                (wrong ??= []).Add(i);
            }

            OwnClaim(volumes, i, setting);
        }

        return new NamedItems(volumes, except: wrong);
    }

    private static void One(Field volume, PodSetting setting, ref SeenTexts names)
    {
        OneSource(volume, setting);
        var name = volume["name"];
        name.RequireAndObey(NameRules.Dns1123Label);
        if (names.Contains(name.Text))
        {
            name.Duplicate();
        }
    }

    private static void OneSource(Field volume, PodSetting setting)
    {
        // Nearly every volume has a name and one source; then there is no need to ask for all thirty.
        var count = 0;
        foreach (ref readonly var entry in volume.Entries)
        {
            count += entry.Key != "name" && !entry.Value.IsAbsentOrNull ? 1 : 0;
        }

        if (count == 0)
        {
            volume.Required("must specify a volume type");
            return;
        }

        var seen = 0;
        foreach (var source in Sources)
        {
            if (seen == count)
            {
                return;
            }

            if (volume[source.Name].IsSet && seen++ == 0)
            {
                source.Rules(volume[source.Name]);
                NameOf(volume, source.Name, setting);
            }
            else if (volume[source.Name].IsSet)
            {
                volume.Named(source.Extra).Forbidden("may not specify more than 1 volume type");
            }
        }
    }

    // The volume's name becomes part of other names.
    private static void NameOf(Field volume, string source, PodSetting setting)
    {
        const int MaxIscsiName = 64;
        var name = volume["name"];
        if (source == "iscsi" && volume["iscsi"]["initiatorName"].IsSet && name.Text.Length + 1 + volume["iscsi"]["targetPortal"].Text.Length > MaxIscsiName)
        {
            name.Invalid("Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.");
        }

        if (source == "image" && setting.IsPod)
        {
            volume["image"]["reference"].Require();
        }

        if (source == "ephemeral" && setting.Name.Length > 0 && name.HasText)
        {
            var claim = $"{setting.Name}-{name.Text}";
            foreach (var problem in NameRules.Dns1123Subdomain(claim))
            {
                name.Invalid($"PVC name \"{claim}\": {problem}");
            }
        }
    }

    private static void OwnClaim(Field volumes, int index, PodSetting setting)
    {
        var claim = volumes[index]["persistentVolumeClaim"]["claimName"];
        if (setting.Name.Length == 0 || !claim.HasText || !claim.Text.StartsWith(setting.Name, StringComparison.Ordinal))
        {
            return;
        }

        for (var i = 0; i < volumes.Count; i++)
        {
            if (volumes[i]["ephemeral"].IsSet && claim.Text == $"{setting.Name}-{volumes[i]["name"].Text}")
            {
                claim.Invalid("must not reference a PVC that gets created for an ephemeral volume");
                return;
            }
        }
    }

    private static void EmptyDir(Field source)
    {
        if (source["sizeLimit"].Quantity is { Sign: < 0 })
        {
            source["sizeLimit"].Forbidden("SizeLimit field must be a valid resource quantity");
        }
    }
}
