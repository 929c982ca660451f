using System.Text;

namespace LightKube.Kubelet.Env;

/// <summary>
/// Replaces <c>$(NAME)</c> by the variable's value. An unknown name stays as it is written; <c>$$</c> is a dollar, so that <c>$$(NAME)</c>
/// yields <c>$(NAME)</c>.
/// </summary>
internal static class VariableExpansion
{
    internal static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        if (!text.Contains('$'))
            return text;
        var expanded = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '$' || at + 1 == text.Length)
            {
                expanded.Append(text[at]);
                continue;
            }
            at++;
            if (text[at] == '$')
                expanded.Append('$');
            else if (text[at] == '(' && text.IndexOf(')', at) is var end and >= 0)
                at = AppendReference(expanded, text, at, end, variables);
            else
                expanded.Append('$').Append(text[at]);
        }
        return expanded.ToString();
    }

    private static int AppendReference(
        StringBuilder expanded, string text, int open, int close, IReadOnlyDictionary<string, string> variables)
    {
        var name = text[(open + 1)..close];
        if (variables.TryGetValue(name, out var value))
            expanded.Append(value);
        else
            expanded.Append("$(").Append(name).Append(')');
        return close;
    }
}
