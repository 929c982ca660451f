using System.Text;
using LightKube.Api.Errors;
using LightKube.ApiServer.Authentication;

namespace LightKube.ApiServer.Aggregation;

/// <summary>
/// The headers by which an extension server learns in whose name a request comes: <c>X-Remote-User</c>, <c>-Uid</c>, <c>-Group</c>,
/// <c>-Extra-KEY</c>. It believes them because of the client certificate that they come with.
/// </summary>
internal static class RemoteIdentity
{
    public const string UserHeader = "X-Remote-User";
    public const string UidHeader = "X-Remote-Uid";
    public const string GroupHeader = "X-Remote-Group";
    public const string ExtraPrefix = "X-Remote-Extra-";

    // Besides letters and digits, what RFC 9110 allows in a header's name; the percent sign is the escape.
    private const string TokenCharacters = "!#$&'*+-.^_`|~";

    /// <summary>True for a header of the client that must not reach the extension server.</summary>
    public static bool Replaces(string header) =>
        header.StartsWith("X-Remote-", StringComparison.OrdinalIgnoreCase) || header.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase);

    /// <summary>The headers that stand for the user.</summary>
    /// <exception cref="ApiException">BadRequest: the user's name or another part cannot stand in a header.</exception>
    public static IReadOnlyList<(string Name, string Value)> HeadersOf(UserInfo user)
    {
        var headers = new List<(string, string)> { (UserHeader, Checked(user.Name)) };
        if (user.Uid.Length > 0)
        {
            headers.Add((UidHeader, Checked(user.Uid)));
        }

        foreach (var group in user.Groups)
        {
            headers.Add((GroupHeader, Checked(group)));
        }

        foreach (var (key, values) in user.Extra)
        {
            foreach (var value in values)
            {
                headers.Add((ExtraPrefix + Escape(key), Checked(value)));
            }
        }

        return headers;
    }

    /// <summary>A key as part of a header's name; what cannot stand there is percent-encoded.</summary>
    public static string Escape(string key)
    {
        var text = new StringBuilder(key.Length);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in key.EnumerateRunes())
        {
            var c = rune.Value;
            if (c < 128 && (char.IsAsciiLetterOrDigit((char)c) || TokenCharacters.Contains((char)c)))
            {
                text.Append((char)c);
                continue;
            }

            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
            {
                text.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    // A line break would begin a header of the user's own choice.
    private static string Checked(string value) => value.AsSpan().ContainsAnyInRange('\0', '\x1f') || value.Contains('\x7f')
        ? throw ApiException.BadRequest("the user's name, uid, groups and extra fields must not have control characters to be forwarded")
        : value;
}
