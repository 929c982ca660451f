using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>How a pod resolves names.</summary>
internal static class PodDnsValidation
{
    // What the C library takes.
    private const int MaxServers = 3;
    private const int MaxSearches = 32;
    private const int MaxSearchCharacters = 2048;

    public static void Validate(Field spec)
    {
        var config = spec["dnsConfig"];
        var servers = config["nameservers"];
        if (spec["dnsPolicy"].Text == "None" && servers.Count == 0)
        {
            if (config.IsSet)
            {
                servers.Required("must provide at least one DNS nameserver when `dnsPolicy` is None");
            }
            else
            {
                config.Required("must provide `dnsConfig` when `dnsPolicy` is None");
            }

            return;
        }

        if (!config.IsSet)
        {
            return;
        }

        Servers(servers);
        Searches(config["searches"]);
        var options = config["options"];
        for (var i = 0; i < options.Count; i++)
        {
            if (!options[i]["name"].HasText)
            {
                options[i].Required("must not be empty");
            }
        }
    }

    public static void HostAliases(Field aliases)
    {
        for (var i = 0; i < aliases.Count; i++)
        {
            aliases[i]["ip"].Obey(AddressRules.Address);
            var names = aliases[i]["hostnames"];
            for (var j = 0; j < names.Count; j++)
            {
                names[j].Obey(NameRules.Dns1123Subdomain);
            }
        }
    }

    private static void Servers(Field servers)
    {
        if (servers.Count > MaxServers)
        {
            servers.Invalid($"must not have more than {MaxServers} nameservers");
        }

        for (var i = 0; i < servers.Count; i++)
        {
            servers[i].Obey(AddressRules.Address);
        }
    }

    private static void Searches(Field searches)
    {
        var length = Math.Max(0, searches.Count - 1);
        for (var i = 0; i < searches.Count; i++)
        {
            length += searches[i].Text.Length;
        }

        if (searches.Count > MaxSearches)
        {
            searches.Invalid($"must not have more than {MaxSearches} search paths");
        }

        if (length > MaxSearchCharacters)
        {
            searches.Invalid($"must not have more than {MaxSearchCharacters} characters (including spaces) in the search list");
        }

        for (var i = 0; i < searches.Count; i++)
        {
            var domain = searches[i].Text;
            if (domain != ".")
            {
                searches[i].With(domain.EndsWith('.') ? domain[..^1] : domain).Obey(NameRules.UnderscoreSubdomain);
            }
        }
    }
}
