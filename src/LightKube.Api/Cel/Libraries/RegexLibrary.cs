using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Values;
using LightKube.Api.Regexes;

namespace LightKube.Api.Cel.Libraries;

/// <summary>Regular expressions of RE2's syntax, in time linear in the text.</summary>
internal static class RegexLibrary
{
    public static void Declare(FunctionTable table)
    {
        table.Add("string_find_string", "<string>.find(string):string", static args => Find(args[0].AsString!, args[1].AsString!));
        table.Add("string_find_all_string", "<string>.findAll(string):list(string)", static args => FindAll(args[0].AsString!, args[1].AsString!, -1));
        table.Add("string_find_all_string_int", "<string>.findAll(string,int):list(string)", static args => FindAll(args[0].AsString!, args[1].AsString!, args[2].Int));
    }

    public static CelValue Matches(CelValue text, CelValue pattern) =>
        Re2Regex.TryGet(pattern.AsString!, out var regex, out var problem) ? regex.IsMatch(text.AsString!) : CelValue.Error(problem);

    private static CelValue Find(string text, string pattern) =>
        Re2Regex.TryGet(pattern, out var regex, out var problem) ? regex.Match(text).Value : CelValue.Error($"Illegal regex: {problem}");

    private static CelValue FindAll(string text, string pattern, long limit)
    {
        if (!Re2Regex.TryGet(pattern, out var regex, out var problem))
        {
            return CelValue.Error($"Illegal regex: {problem}");
        }

        var found = new List<string>();
        for (var match = regex.Match(text); match.Success && (limit < 0 || found.Count < limit); match = match.NextMatch())
        {
            found.Add(match.Value);
        }

        return ArrayList.Of(found);
    }
}
