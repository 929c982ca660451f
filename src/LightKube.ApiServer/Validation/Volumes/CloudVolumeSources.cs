using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Volumes;

/// <summary>Volumes of clouds and vendors, most of them served by drivers nowadays.</summary>
internal static class CloudVolumeSources
{
    private static readonly string[] CachingModes = ["None", "ReadOnly", "ReadWrite"];
    private static readonly string[] DiskKinds = ["Dedicated", "Managed", "Shared"];

    public static void GcePersistentDisk(Field source)
    {
        source["pdName"].Require();
        Partition(source["partition"]);
    }

    public static void AwsElasticBlockStore(Field source)
    {
        source["volumeID"].Require();
        Partition(source["partition"]);
    }

    // Upstream lets 0 pass, though the message says otherwise.
    private static void Partition(Field partition)
    {
        if (partition.Number is < 0 or > 255)
        {
            partition.Invalid(partition.Number, FieldRules.Between(1, 255));
        }
    }

    public static void Cinder(Field source)
    {
        source["volumeID"].Require();
        SecretName(source["secretRef"]);
    }

    public static void PersistentCinder(Field source)
    {
        Cinder(source);
        SecretNamespace(source["secretRef"]);
    }

    public static void AzureFile(Field source)
    {
        source["secretName"].Require();
        source["shareName"].Require();
        if (source["secretNamespace"].IsSet)
        {
            source["secretNamespace"].Require();
        }
    }

    public static void AzureDisk(Field source)
    {
        source["diskName"].Require();
        source["diskURI"].Require();
        source["cachingMode"].BeOneOfIfSet(CachingModes);
        var kind = source["kind"];
        kind.BeOneOfIfSet(DiskKinds);
        var address = source["diskURI"].Text;
        if (kind.Text == "Managed" && !address.StartsWith("/subscriptions/", StringComparison.Ordinal))
        {
            source["diskURI"].NotSupported("/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}");
        }

        if (kind.IsSet && kind.Text != "Managed" && !address.StartsWith("https://", StringComparison.Ordinal))
        {
            source["diskURI"].NotSupported("https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd");
        }
    }

    public static void Vsphere(Field source) => source["volumePath"].Require();

    public static void Photon(Field source) => source["pdID"].Require();

    public static void Portworx(Field source) => source["volumeID"].Require();

    public static void ScaleIo(Field source)
    {
        source["gateway"].Require();
        source["system"].Require();
        source["volumeName"].Require();
    }

    public static void StorageOs(Field source)
    {
        source["volumeName"].RequireAndObey(NameRules.Dns1123Label);
        source["volumeNamespace"].ObeyIfAny(NameRules.Dns1123Label);
        SecretName(source["secretRef"]);
    }

    public static void PersistentStorageOs(Field source)
    {
        StorageOs(source);
        SecretNamespace(source["secretRef"]);
    }

    private static void SecretName(Field reference)
    {
        if (reference.IsSet)
        {
            reference["name"].Require();
        }
    }

    private static void SecretNamespace(Field reference)
    {
        if (reference.IsSet)
        {
            reference["namespace"].Require();
        }
    }
}
