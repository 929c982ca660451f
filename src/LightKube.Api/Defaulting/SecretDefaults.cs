using System.Text;
using LightKube.Api.Core.V1;

namespace LightKube.Api.Defaulting;

/// <summary>What stands in <c>stringData</c>, which is written and never read, becomes <c>data</c>.</summary>
internal static class SecretDefaults
{
    public static void Apply(Secret secret)
    {
        foreach (var (key, text) in secret.StringData)
        {
            secret.Data[key] = Encoding.UTF8.GetBytes(text);
        }

        secret.StringData.Clear();
    }
}
