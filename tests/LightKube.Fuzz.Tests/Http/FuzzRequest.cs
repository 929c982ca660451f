using System.Text;

namespace LightKube.Fuzz.Http;

/// <summary>One request, as it is sent and as it is kept when it leads to a finding.</summary>
internal sealed record FuzzRequest(string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    public HttpRequestMessage ToMessage(Uri server)
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), new Uri(server.AbsoluteUri.TrimEnd('/') + Target));
        if (Body.Length > 0 || Method is "POST" or "PUT" or "PATCH")
        {
            message.Content = new ByteArrayContent(Body);
        }

        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    public override string ToString()
    {
        var text = new StringBuilder($"{Method} {Target}\n");
        foreach (var (name, value) in Headers)
        {
            text.Append($"{name}: {value}\n");
        }

        return text.Append('\n').Append(Encoding.UTF8.GetString(Body)).ToString();
    }
}
