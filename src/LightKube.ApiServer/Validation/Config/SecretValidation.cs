using System.Buffers.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Config;

/// <summary>Secrets. Their type says what must be in them.</summary>
internal sealed class SecretValidation() : KindValidation(Secret.Schema)
{
    /// <summary>All values together, in bytes (core/v1 MaxSecretSize).</summary>
    private const int MaxSize = 1024 * 1024;

    private const string AccountAnnotation = "kubernetes.io/service-account.name";
    private const string Redacted = "<secret contents redacted>";

    protected override void Validate(Field obj)
    {
        var data = obj["data"];
        var size = 0L;
        foreach (ref readonly var entry in data.Entries)
        {
            DataRules.Key(data, entry.Key);
            size += Base64.IsValid(entry.Value.AsString ?? "", out var length) ? length : 0;
        }

        if (size > MaxSize)
        {
            data.TooLong(MaxSize);
        }

        ByType(obj, data);
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        obj["type"].BeUnchanged(old["type"]);
        DataRules.Immutable(obj, old, "data");
        Validate(obj);
    }

    private static void ByType(Field obj, Field data)
    {
        switch (obj["type"].Text)
        {
            case "kubernetes.io/service-account-token":
                if (string.IsNullOrEmpty(obj["metadata"]["annotations"].Map?.GetString(AccountAnnotation)))
                {
                    obj["metadata"]["annotations"].Entry(AccountAnnotation).Required();
                }

                break;
            case "kubernetes.io/dockercfg":
                DockerConfig(data.Entry(".dockercfg"));
                break;
            case "kubernetes.io/dockerconfigjson":
                DockerConfig(data.Entry(".dockerconfigjson"));
                break;
            case "kubernetes.io/basic-auth":
                BasicAuth(data);
                break;
            case "kubernetes.io/ssh-auth":
                data.Entry("ssh-privatekey").Require();
                break;
            case "kubernetes.io/tls":
                Present(data.Entry("tls.crt"));
                Present(data.Entry("tls.key"));
                break;
            default:
                break;
        }
    }

    // The values may be empty, but must be there.
    private static void Present(Field entry)
    {
        if (!entry.IsSet)
        {
            entry.Required();
        }
    }

    private static void BasicAuth(Field data)
    {
        if (!data.Entry("username").IsSet && !data.Entry("password").IsSet)
        {
            data.Entry("username").Required();
            data.Entry("password").Required();
        }
    }

    private static void DockerConfig(Field entry)
    {
        if (!entry.IsSet)
        {
            entry.Required();
            return;
        }

        try
        {
            var content = Convert.FromBase64String(entry.Text);
            if (content.Length == 0)
            {
                entry.Invalid(Redacted, "unexpected end of JSON input");
            }
            else if (JsonDocumentReader.Read(content).AsMap is null)
            {
                entry.Invalid(Redacted, "json: cannot unmarshal into Go value of type map[string]interface {}");
            }
        }
        catch (DocumentFormatException e)
        {
            entry.Invalid(Redacted, e.Message);
        }
    }
}
