using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Volumes;

namespace LightKube.ApiServer.Validation.Containers;

/// <summary>What holds for every container, of whatever list.</summary>
internal static class ContainerValidation
{
    private static readonly string[] MessagePolicies = ["File", "FallbackToLogsOnError"];
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];
    private static readonly string[] Resizable = ["cpu", "memory"];
    private static readonly string[] ResizePolicies = ["NotRequired", "RestartContainer"];

    public static void Validate(Field container, Field spec, NamedItems volumes, NamedItems claims)
    {
        container["name"].RequireAndObey(NameRules.Dns1123Label);
        container["image"].Require();
        container["terminationMessagePolicy"].RequireOneOf(MessagePolicies);
        Ports(container["ports"]);
        EnvironmentValidation.Validate(container, volumes);
        MountValidation.Validate(container, volumes);
        container["imagePullPolicy"].RequireOneOf(PullPolicies);
        ResourceValidation.OfContainer(container["resources"], claims);
        Resize(container["resizePolicy"], spec["restartPolicy"].Text);
        SecurityContextValidation.Validate(container["securityContext"], spec);
    }

    private static void Ports(Field ports)
    {
        var names = default(SeenTexts);
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i];
            PortName(port["name"], ref names);
            if (port["containerPort"].Number == 0)
            {
                port["containerPort"].Required();
            }
            else
            {
                port["containerPort"].BePort();
            }

            if (port["hostPort"].Number != 0)
            {
                port["hostPort"].BePort();
            }

            port["protocol"].RequireOneOf(Protocols);
        }
    }

    private static void PortName(Field name, ref SeenTexts names)
    {
        if (!name.HasText)
        {
            return;
        }

        var before = name.Errors;
        name.Obey(NameRules.PortName);
        if (name.Errors == before && !names.Add(name.Text))
        {
            name.Duplicate();
        }
    }

    private static void Resize(Field policies, string restartPolicy)
    {
        var resources = default(SeenTexts);
        for (var i = 0; i < policies.Count; i++)
        {
            var (resource, policy) = (policies[i]["resourceName"].Text, policies[i]["restartPolicy"].Text);
            if (!resources.Add(resource))
            {
                policies[i].Duplicate(resource);
            }

            policies.With(resource).RequireOneOf(Resizable);
            policies.With(policy).RequireOneOf(ResizePolicies);
            if (restartPolicy == "Never" && policy != "NotRequired")
            {
                policies.Invalid(policy, "must be 'NotRequired' when `restartPolicy` is 'Never'");
            }
        }
    }
}
