using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>Advice about containers' ports that are told twice, or that get into each other's way.</summary>
internal static class PortWarnings
{
    /// <param name="spec">A pod's spec.</param>
    /// <param name="lists">Its lists of containers, in the order in which they are looked at.</param>
    public static void Warn(Field spec, string[] lists)
    {
        List<Field>? all = null;
        foreach (var list in lists)
        {
            var containers = spec[list];
            for (var i = 0; i < containers.Count; i++)
            {
                var ports = containers[i]["ports"];
                for (var j = 0; j < ports.Count; j++)
                {
                    One(ports[j], all);
                    if (ports.Count > 1 || containers.Count > 1 || all is not null)
                    {
                        (all ??= []).Add(ports[j]);
                    }
                }
            }
        }
    }

    private static void One(Field port, List<Field>? others)
    {
        if (port["hostIP"].HasText && port["hostPort"].Number == 0)
        {
            port.Warn($"hostIP set without hostPort: {port.Value}");
        }

        foreach (var other in others ?? [])
        {
            if (other["containerPort"].Number == port["containerPort"].Number && other["protocol"].Text == port["protocol"].Text)
            {
                Both(port, other);
            }
        }
    }

    private static void Both(Field port, Field other)
    {
        var (host, otherHost) = (port["hostIP"].Text, other["hostIP"].Text);
        if (host == otherHost && port["hostPort"].Number == other["hostPort"].Number)
        {
            port.Warn($"duplicate port definition with {other.Path}");
        }
        else if (port["hostPort"].Number == 0 || other["hostPort"].Number == 0)
        {
            port.Warn($"overlapping port definition with {other.Path}");
        }
        else if (port["hostPort"].Number == other["hostPort"].Number && (host.Length == 0 || otherHost.Length == 0))
        {
            port.Warn($"dangerously ambiguous port definition with {other.Path}");
        }
    }
}
