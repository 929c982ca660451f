using LightKube.Foundation.Configuration;

namespace LightKube.ApiServer.Authentication;

/// <summary>Tokens of <c>--token-auth-file</c>: lines <c>token,user,uid,"group1,group2"</c>, read once at start.</summary>
public sealed class TokenFileAuthenticator : IAuthenticator
{
    private readonly Dictionary<CredentialHash, UserInfo> _users = [];

    /// <param name="text">The file's content.</param>
    /// <param name="path">Its name, for errors.</param>
    /// <exception cref="ConfigurationException">A line lacks a column.</exception>
    public TokenFileAuthenticator(string text, string path)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Trim() is not { Length: > 0 } trimmed || trimmed[0] == '#')
            {
                continue;
            }

            var columns = Columns(trimmed);
            if (columns.Count < 3 || columns[0].Length == 0 || columns[1].Length == 0)
            {
                throw new ConfigurationException([$"{path}, line {number}: expected token,user,uid and perhaps \"group1,group2\""]);
            }

            var groups = columns.Count > 3 ? columns[3].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
            _users[CredentialHash.Of(columns[0])] = new UserInfo(columns[1], groups, columns[2]);
        }
    }

    public AuthenticationResult Authenticate(in AuthenticationRequest request) =>
        request.BearerToken is { } token && _users.TryGetValue(CredentialHash.Of(token), out var user)
            ? AuthenticationResult.Of(user)
            : AuthenticationResult.Nothing;

    // Comma-separated; a column in double quotes may have commas in it, and a quote written twice.
    private static List<string> Columns(string line)
    {
        var columns = new List<string>();
        var at = 0;
        while (at <= line.Length)
        {
            if (at < line.Length && line[at] == '"')
            {
                var column = new System.Text.StringBuilder();
                for (at++; at < line.Length && (line[at] != '"' || (at + 1 < line.Length && line[at + 1] == '"')); at++)
                {
                    column.Append(line[at]);
                    at += line[at] == '"' ? 1 : 0;
                }

                columns.Add(column.ToString());
                at = line.IndexOf(',', Math.Min(at, line.Length)) is >= 0 and var next ? next + 1 : line.Length + 1;
                continue;
            }

            var end = line.IndexOf(',', at) is >= 0 and var comma ? comma : line.Length;
            columns.Add(line[at..end].Trim());
            at = end + 1;
        }

        return columns;
    }
}
