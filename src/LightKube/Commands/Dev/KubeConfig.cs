using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using LightKube.Foundation.Files;

namespace LightKube.Commands.Dev;

/// <summary>The administrator's kubeconfig as our own server writes it: one cluster, one user, certificates inside.</summary>
internal sealed partial class KubeConfig
{
    private readonly string _text;

    private KubeConfig(string text) => _text = text;

    /// <summary>Who signed the server's certificate.</summary>
    internal X509Certificate2 Authority() => X509Certificate2.CreateFromPem(Decode("certificate-authority-data"));

    /// <summary>Who we are.</summary>
    internal X509Certificate2 Client() => X509Certificate2.CreateFromPem(Decode("client-certificate-data"), Decode("client-key-data"));

    internal static KubeConfig Load(string file) => new(File.ReadAllText(file));

    /// <summary>The same for another address of the server.</summary>
    internal KubeConfig For(string server) => new(ServerLine().Replace(_text, $"${{indent}}server: {server}"));

    internal void Save(string file) => AtomicFile.Write(file, _text, AtomicFile.Secret);

    private string Decode(string key)
    {
        var match = Regex.Match(_text, $@"^\s*{Regex.Escape(key)}:\s*""?(?<value>[A-Za-z0-9+/=]+)""?\s*$", RegexOptions.Multiline);
        return match.Success
            ? Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups["value"].Value))
            : throw new CommandFailedException($"The server's kubeconfig has no {key}.");
    }

    [GeneratedRegex(@"^(?<indent>\s*(- )?)server:.*$", RegexOptions.Multiline)]
    private static partial Regex ServerLine();
}
