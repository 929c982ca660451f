using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>Secrets. <c>stringData</c> is only a way to write <c>data</c>.</summary>
public sealed class SecretStrategy() : DefaultStrategy(Secret.Schema)
{
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
}
