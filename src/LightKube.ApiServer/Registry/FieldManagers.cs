using System.Globalization;
using System.Text;
using LightKube.Api.Apply;
using LightKube.ApiServer.Authentication;

namespace LightKube.ApiServer.Registry;

/// <summary>The names by which managedFields knows those who write.</summary>
internal static class FieldManagers
{
    /// <summary>A client that gives no fieldManager: its User-Agent up to the first slash, without what cannot be printed.</summary>
    public static string OfUserAgent(string userAgent)
    {
        var slash = userAgent.IndexOf('/');
        var first = slash < 0 ? userAgent.AsSpan() : userAgent.AsSpan(0, slash);
        if (first.Length <= FieldOwner.MaxLength && !first.ContainsAnyExceptInRange(' ', '~'))
        {
            return first.ToString();
        }

        var name = new StringBuilder();
        var bytes = 0;
        foreach (var rune in first.EnumerateRunes())
        {
            if (!IsPrintable(rune))
            {
                continue;
            }

            bytes += rune.Utf8SequenceLength;
            if (bytes > FieldOwner.MaxLength)
            {
                break;
            }

            name.Append(rune.ToString());
        }

        return name.ToString();
    }

    /// <summary>A component in this process, by the name that upstream's has: <c>kube-scheduler</c>, <c>kubelet</c>.</summary>
    public static string OfComponent(UserInfo user)
    {
        if (UserNames.IsNode(user))
        {
            return "kubelet";
        }

        if (UserNames.TryParseServiceAccount(user.Name, out _, out var account))
        {
            return account;
        }

        const string System = "system:";
        const string Own = "lightkube:";
        return user.Name == UserNames.ApiServer ? "kube-apiserver"
            : user.Name.StartsWith(System, StringComparison.Ordinal) ? user.Name[System.Length..]
            : user.Name.StartsWith(Own, StringComparison.Ordinal) ? "lightkube-" + user.Name[Own.Length..].Split(':')[0]
            : user.Name;
    }

    /// <summary>Unicode's letters, marks, numbers, punctuation and symbols, and the space.</summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
