namespace LightKube.ApiServer.Authorization;

/// <summary>Whether one set of rules gives at least what another gives: nobody may hand out rights that he does not hold.</summary>
internal static class RuleCoverage
{
    /// <summary>The parts of the wanted rules that the held ones do not cover, each with one verb, group, resource and name.</summary>
    public static List<Rule> Missing(IReadOnlyList<Rule> held, IEnumerable<Rule> wanted) =>
        wanted.SelectMany(Split).Where(part => !held.Any(rule => Covers(rule, part))).ToList();

    /// <summary>The parts as people read them: the verbs on one resource, or on one path, together, in order.</summary>
    /// <param name="parts">As <see cref="Missing"/> gives them.</param>
    public static IEnumerable<string> Describe(IEnumerable<Rule> parts) => parts
        .GroupBy(static part => string.Join('\n', [.. part.Groups, .. part.Resources, .. part.Names, .. part.Urls]), StringComparer.Ordinal)
        .Select(static alike => new Rule([.. alike.SelectMany(static part => part.Verbs).Distinct()], alike.First().Groups, alike.First().Resources, alike.First().Names, alike.First().Urls).ToString())
        .Order(StringComparer.Ordinal);

    private static IEnumerable<Rule> Split(Rule rule)
    {
        foreach (var verb in rule.Verbs)
        {
            foreach (var group in rule.Groups)
            {
                foreach (var resource in rule.Resources)
                {
                    if (rule.Names.Length == 0)
                    {
                        yield return new Rule([verb], [group], [resource], [], []);
                    }

                    foreach (var name in rule.Names)
                    {
                        yield return new Rule([verb], [group], [resource], [name], []);
                    }
                }
            }

            foreach (var url in rule.Urls)
            {
                yield return new Rule([verb], [], [], [], [url]);
            }
        }
    }

    private static bool Covers(Rule held, Rule part)
    {
        if (!Holds(held.Verbs, part.Verbs[0]))
        {
            return false;
        }

        if (part.Urls.Length > 0)
        {
            return held.Urls.Any(url => Rule.UrlCovers(url, part.Urls[0]));
        }

        return Holds(held.Groups, part.Groups[0])
            && CoversResource(held, part.Resources[0])
            && (held.Names.Length == 0 || (part.Names.Length > 0 && held.Names.Contains(part.Names[0])));
    }

    private static bool CoversResource(Rule held, string resource)
    {
        if (Holds(held.Resources, resource))
        {
            return true;
        }

        var slash = resource.IndexOf('/');
        return slash > 0 && held.Resources.Contains("*" + resource[slash..]);
    }

    private static bool Holds(string[] values, string value) => values.Contains("*") || values.Contains(value);
}
