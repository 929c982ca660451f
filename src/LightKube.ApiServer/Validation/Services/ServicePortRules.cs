using LightKube.Api.Documents;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Services;

/// <summary>Ports of services.</summary>
internal static class ServicePortRules
{
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    /// <summary>Each for itself.</summary>
    public static void Ports(Field ports)
    {
        var names = default(SeenTexts);
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i];
            Name(port["name"], ports.Count > 1, ref names);
            port["port"].BePort();
            port["protocol"].RequireOneOf(Protocols);
            port["targetPort"].BePortOrName();
            if (port["appProtocol"].IsSet)
            {
                port["appProtocol"].Obey(NameRules.QualifiedName);
            }
        }
    }

    /// <summary>What two of them may not share.</summary>
    public static void Together(Field ports, ServiceForm form)
    {
        for (var i = 0; i < ports.Count && form.Type == "ClusterIP"; i++)
        {
            if (ports[i]["nodePort"].Number != 0)
            {
                ports[i]["nodePort"].Forbidden("may not be used when `type` is 'ClusterIP'");
            }
        }

        var seen = new HashSet<(string, long)>();
        for (var i = 0; i < ports.Count; i++)
        {
            var node = ports[i]["nodePort"];
            if (node.Number != 0 && !seen.Add((ports[i]["protocol"].Text, node.Number)))
            {
                node.Duplicate();
            }
        }

        seen.Clear();
        for (var i = 0; i < ports.Count; i++)
        {
            if (!seen.Add((ports[i]["protocol"].Text, ports[i]["port"].Number)))
            {
                ports[i].Duplicate(Shown(ports[i]));
            }
        }
    }

    private static void Name(Field name, bool isRequired, ref SeenTexts names)
    {
        if (!name.HasText)
        {
            if (isRequired)
            {
                name.Required();
            }

            return;
        }

        name.Obey(NameRules.Dns1123Label);
        if (!names.Add(name.Text))
        {
            name.Duplicate();
        }
    }

    private static DocMap Shown(Field port)
    {
        var shown = new DocMap();
        shown.Set("Name", "");
        shown.Set("Protocol", port["protocol"].Text);
        shown.Set("AppProtocol", Value.Null);
        shown.Set("Port", port["port"].Number);
        shown.Set("TargetPort", 0);
        shown.Set("NodePort", 0);
        return shown;
    }
}
