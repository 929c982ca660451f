using System.Buffers.Text;
using System.Globalization;
using System.Text;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.Registry;

/// <summary>Where the next page begins, and in which state of the world. Opaque to clients.</summary>
/// <param name="Revision">The state's revision.</param>
/// <param name="After">The last key of the page before.</param>
public readonly record struct ContinueToken(long Revision, string After)
{
    /// <summary>Stands for whatever state there is when the token is used: the list is not consistent with the pages before.</summary>
    public const long Newest = -1;

    /// <exception cref="ApiException">BadRequest: this server did not make the token.</exception>
    public static ContinueToken Parse(string token)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
            var colon = text.IndexOf(':');
            if (colon > 0 && long.TryParse(text.AsSpan(0, colon), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var revision) && revision >= Newest)
            {
                return new ContinueToken(revision, text[(colon + 1)..]);
            }
        }
        catch (FormatException)
        {
            // Falls through to the same answer as any other token that makes no sense.
        }

        throw ApiException.BadRequest("continue key is not valid: it must be the token of the page before, unchanged");
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Revision}:{After}")));
}
