using System.Text;
using LightKube.Api.Storage.V1;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Volumes;

namespace LightKube.ApiServer.Validation.Storage;

/// <summary>VolumeAttachments.</summary>
internal sealed class VolumeAttachmentValidation() : KindValidation(VolumeAttachment.Schema)
{
    /// <summary>What a driver says of an attachment, keys and values together, in bytes.</summary>
    private const int MaxMetadata = 256 * 1024;

    private const int MaxMessage = 1024;

    protected override void ValidateCreate(Field obj)
    {
        Validate(obj);
        CsiVolumeSource.DriverName(obj["spec"]["attacher"]);
    }

    protected override void Validate(Field obj)
    {
        var spec = obj["spec"];
        spec["attacher"].Require();
        Source(spec["source"]);
        spec["nodeName"].Obey(NameRules.Dns1123Subdomain);
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        obj["spec"].BeUnchanged(old["spec"]);
    }

    protected override void ValidateStatus(Field obj, Field old)
    {
        var (status, size) = (obj["status"], 0);
        foreach (ref readonly var entry in status["attachmentMetadata"].Entries)
        {
            size += Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value.AsString ?? "");
        }

        if (size > MaxMetadata)
        {
            status["attachmentMetadata"].TooLong(MaxMetadata);
        }

        foreach (var name in (ReadOnlySpan<string>)["attachError", "detachError"])
        {
            if (Encoding.UTF8.GetByteCount(status[name]["message"].Text) > MaxMessage)
            {
                status[name]["message"].TooLong(MaxMetadata);
            }
        }
    }

    private static void Source(Field source)
    {
        const string One = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
        var (inline, name) = (source["inlineVolumeSpec"], source["persistentVolumeName"]);
        if (!inline.IsSet && !name.IsSet)
        {
            source.Required(One);
        }
        else if (inline.IsSet && name.IsSet)
        {
            source.Forbidden(One);
        }
        else if (inline.IsSet)
        {
            PersistentVolumeRules.ValidateInline(inline);
        }
        else if (name.HasText)
        {
            name.Obey(NameRules.Dns1123Subdomain);
        }
        else
        {
            name.Required("must specify non empty persistentVolumeName");
        }
    }
}
