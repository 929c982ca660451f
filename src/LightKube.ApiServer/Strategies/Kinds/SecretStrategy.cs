using System.Buffers.Text;
using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>Secrets. <c>stringData</c> is only a way to write <c>data</c>.</summary>
public sealed class SecretStrategy() : DefaultStrategy(Secret.Schema)
{
    /// <summary>All values together (core/v1 MaxSecretSize).</summary>
    private const int MaxSize = 1024 * 1024;

    private static readonly Dictionary<string, string[]> RequiredKeys = new()
    {
        ["kubernetes.io/dockercfg"] = [".dockercfg"],
        ["kubernetes.io/dockerconfigjson"] = [".dockerconfigjson"],
        ["kubernetes.io/ssh-auth"] = ["ssh-privatekey"],
        ["kubernetes.io/tls"] = ["tls.crt", "tls.key"],
    };

    public override void SetDefaults(Document document)
    {
        var secret = document.As<Secret>();
        if (secret.Type.Length == 0)
        {
            secret.Type = "Opaque";
        }

        foreach (var (key, value) in secret.StringData)
        {
            secret.Data[key] = Encoding.UTF8.GetBytes(value);
        }

        document.Root.Remove("stringData");
    }

    protected override void OnUpdate(Document document, Document old)
    {
        // A type that is left out means the old one.
        if (document.Root.GetString("type") is null or "")
        {
            Keep(document.Root, old.Root, "type");
        }
    }

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var secret = document.As<Secret>();
        var data = FieldPath.Of("data");
        var size = 0L;
        foreach (var (key, value) in secret.Data)
        {
            if (ValueRules.ConfigKey(key) is { } problem)
            {
                errors.Invalid(data.Key(key), key, problem);
            }

            if (!Base64.IsValid(value, out var length))
            {
                errors.Invalid(data.Key(key), key, "must be base64");
            }

            size += length;
        }

        if (size > MaxSize)
        {
            errors.TooLong(data, MaxSize);
        }

        Keys(secret, data, errors);
    }

    private static void Keys(Secret secret, FieldPath data, FieldErrors errors)
    {
        if (RequiredKeys.TryGetValue(secret.Type, out var required))
        {
            foreach (var key in required.Where(key => !secret.Data.ContainsKey(key)))
            {
                errors.Required(data.Key(key));
            }
        }
        else if (secret.Type == "kubernetes.io/basic-auth" && !secret.Data.ContainsKey("username") && !secret.Data.ContainsKey("password"))
        {
            errors.Required(data.Key("username"));
            errors.Required(data.Key("password"));
        }
        else if (secret.Type == "kubernetes.io/service-account-token" && string.IsNullOrEmpty(secret.Metadata.Annotations["kubernetes.io/service-account.name"]))
        {
            errors.Required(FieldPath.Metadata.Child("annotations").Key("kubernetes.io/service-account.name"));
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (document.As<Secret>().Type != old.As<Secret>().Type)
        {
            errors.Invalid(FieldPath.Of("type"), document.As<Secret>().Type, "field is immutable");
        }

        ImmutableFlag.Validate(document, old, errors, "data");
    }
}
