using LightKube.Api.Documents;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Pods;
using LightKube.ApiServer.Validation.Volumes;

namespace LightKube.ApiServer.Validation.Storage;

/// <summary>What a volume is: of PersistentVolumes and of attachments that tell it in place.</summary>
internal static class PersistentVolumeRules
{
    private const string Inline = "in the context of inline volumes";

    private static readonly string[] ReclaimPolicies = ["Delete", "Recycle", "Retain"];
    private static readonly string[] Modes = ["Block", "Filesystem"];

    // In upstream's order: of two sources the first is judged, the second refused.
    private static readonly (string Name, string Extra, Action<Field, string> Rules)[] Sources =
    [
        ("hostPath", "hostPath", (source, _) => HostVolumeSources.HostPath(source)),
        ("gcePersistentDisk", "gcePersistentDisk", (source, _) => CloudVolumeSources.GcePersistentDisk(source)),
        ("awsElasticBlockStore", "awsElasticBlockStore", (source, _) => CloudVolumeSources.AwsElasticBlockStore(source)),
        ("glusterfs", "glusterfs", (source, _) => NetworkVolumeSources.Glusterfs(source)),
        ("flocker", "flocker", (source, _) => NetworkVolumeSources.Flocker(source)),
        ("nfs", "nfs", (source, _) => NetworkVolumeSources.Nfs(source)),
        ("rbd", "rbd", (source, _) => NetworkVolumeSources.Rbd(source)),
        ("quobyte", "quobyte", (source, _) => NetworkVolumeSources.Quobyte(source)),
        ("cephfs", "cephFS", (source, _) => NetworkVolumeSources.CephFs(source)),
        ("iscsi", "iscsi", NetworkVolumeSources.PersistentIscsi),
        ("cinder", "cinder", (source, _) => CloudVolumeSources.PersistentCinder(source)),
        ("fc", "fc", (source, _) => NetworkVolumeSources.FibreChannel(source)),
        ("flexVolume", "flexVolume", (source, _) => HostVolumeSources.Flex(source)),
        ("azureFile", "azureFile", (source, _) => CloudVolumeSources.AzureFile(source)),
        ("vsphereVolume", "vsphereVolume", (source, _) => CloudVolumeSources.Vsphere(source)),
        ("photonPersistentDisk", "photonPersistentDisk", (source, _) => CloudVolumeSources.Photon(source)),
        ("portworxVolume", "portworxVolume", (source, _) => CloudVolumeSources.Portworx(source)),
        ("azureDisk", "azureDisk", (source, _) => CloudVolumeSources.AzureDisk(source)),
        ("scaleIO", "scaleIO", (source, _) => CloudVolumeSources.ScaleIo(source)),
        ("local", "local", (source, _) => HostVolumeSources.Local(source)),
        ("storageos", "storageos", (source, _) => CloudVolumeSources.PersistentStorageOs(source)),
        ("csi", "csi", (source, _) => CsiSource(source)),
    ];

    public static void Validate(Field spec, string name)
    {
        if (spec["accessModes"].Count == 0)
        {
            spec["accessModes"].Required();
        }

        AccessModeRules.Validate(spec["accessModes"]);
        Capacity(spec["capacity"]);
        spec["persistentVolumeReclaimPolicy"].BeOneOfIfAny(ReclaimPolicies);
        NodeAffinity(spec["nodeAffinity"]);
        OneSource(spec, name);
        if (spec["hostPath"]["path"].Text.Trim('/').Length == 0 && spec["hostPath"]["path"].HasText && spec["persistentVolumeReclaimPolicy"].Text == "Recycle")
        {
            spec["persistentVolumeReclaimPolicy"].Forbidden("may not be 'recycle' for a hostPath mount of '/'");
        }

        spec["storageClassName"].ObeyIfAny(NameRules.Dns1123Subdomain);
        spec["volumeMode"].BeOneOfIfSet(Modes);
        AttributesClass(spec);
    }

    /// <summary>A volume that stands in an attachment: only a driver's, and of nobody's claim.</summary>
    public static void ValidateInline(Field spec)
    {
        ForbidInline(spec["claimRef"], spec["claimRef"].IsSet);
        ForbidInline(spec["capacity"], spec["capacity"].Count > 0);
        if (!spec["csi"].IsSet)
        {
            spec["csi"].Required($"has to be specified {Inline}");
        }

        if (spec["accessModes"].Count == 0)
        {
            spec["accessModes"].Required();
        }

        AccessModeRules.Validate(spec["accessModes"]);
        var policy = spec["persistentVolumeReclaimPolicy"];
        if (policy.HasText && policy.Text != "Retain")
        {
            policy.Forbidden($"may only be Retain {Inline}");
        }

        ForbidInline(spec["nodeAffinity"], spec["nodeAffinity"].IsSet);
        OneSource(spec, "");
        ForbidInline(spec["storageClassName"], spec["storageClassName"].HasText);
        if (spec["volumeMode"].IsSet && spec["volumeMode"].Text != "Filesystem")
        {
            spec["volumeMode"].Forbidden($"may not specify volumeMode other than Filesystem {Inline}");
        }
    }

    /// <summary>True when both say the same about where the volume is; who may expand it may be told later.</summary>
    public static bool SameSource(DocMap? spec, DocMap? old)
    {
        foreach (var (name, _, _) in Sources)
        {
            var (now, before) = (spec?[name] ?? default, old?[name] ?? default);
            if (now.IsAbsentOrNull != before.IsAbsentOrNull || (!now.IsAbsentOrNull && !now.Equals(before) && !(name == "csi" && SameCsi(now, before))))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameCsi(Value source, Value old)
    {
        const string Expand = "controllerExpandSecretRef";
        if (source.AsMap is not { } map || old.AsMap is not { } before || !before[Expand].IsAbsentOrNull)
        {
            return false;
        }

        var copy = map.DeepClone();
        copy.Remove(Expand);
        return copy.ContentEquals(before);
    }

    private static void ForbidInline(Field field, bool isThere)
    {
        if (isThere)
        {
            field.Forbidden($"may not be specified {Inline}");
        }
    }

    private static void Capacity(Field capacity)
    {
        if (capacity.Count == 0)
        {
            capacity.Required();
        }

        if (capacity.Map?.Contains("storage") != true || capacity.Count > 1)
        {
            capacity.NotSupported(capacity.IsSet ? capacity.Value : Value.Null, "storage");
        }

        foreach (ref readonly var entry in capacity.Entries)
        {
            var at = capacity.Entry(entry.Key);
            if (at.Quantity is { Sign: < 0 } negative)
            {
                at.Invalid(negative.Units, "must be a valid resource quantity");
            }

            at.BePositiveAmount();
        }
    }

    private static void NodeAffinity(Field affinity)
    {
        if (!affinity.IsSet)
        {
            return;
        }

        if (affinity["required"].IsSet)
        {
            AffinityValidation.NodeSelector(affinity["required"]);
        }
        else
        {
            affinity["required"].Required("must specify required node constraints");
        }
    }

    private static void OneSource(Field spec, string name)
    {
        var count = 0;
        foreach (var (source, extra, rules) in Sources)
        {
            if (!spec[source].IsSet)
            {
                continue;
            }

            if (count++ > 0)
            {
                spec.Named(extra).Forbidden("may not specify more than 1 volume type");
                continue;
            }

            rules(spec[source], name);
            if (source == "local" && !spec["nodeAffinity"].IsSet)
            {
                spec["nodeAffinity"].Required("Local volume requires node affinity");
            }
        }

        if (count == 0)
        {
            spec.Required("must specify a volume type");
        }
    }

    private static void CsiSource(Field source)
    {
        CsiVolumeSource.DriverName(source["driver"]);
        source["volumeHandle"].Require();
        foreach (var name in (ReadOnlySpan<string>)["controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef"])
        {
            if (source[name].IsSet)
            {
                source[name]["name"].RequireAndObey(NameRules.Dns1123Subdomain);
                source[name]["namespace"].RequireAndObey(NameRules.Dns1123Label);
            }
        }
    }

    private static void AttributesClass(Field spec)
    {
        var name = spec["volumeAttributesClassName"];
        if (!name.IsSet)
        {
            return;
        }

        name.Require("an empty string is disallowed");
        name.ObeyIfAny(NameRules.Dns1123Subdomain);
        if (!spec["csi"].IsSet)
        {
            spec["csi"].Required("has to be specified when using volumeAttributesClassName");
        }
    }
}
