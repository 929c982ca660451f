using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;

namespace LightKube.ApiServer.Strategies.Rules;

/// <summary>The rules about probes and lifecycle hooks.</summary>
internal static class ProbeRules
{
    public static void Validate(Container container, FieldPath path, FieldErrors errors)
    {
        Probe(container.LivenessProbe, path.Child("livenessProbe"), mustSucceedOnce: true, errors);
        Probe(container.StartupProbe, path.Child("startupProbe"), mustSucceedOnce: true, errors);
        Probe(container.ReadinessProbe, path.Child("readinessProbe"), mustSucceedOnce: false, errors);
        Hook(container.Lifecycle.PostStart, path.Child("lifecycle").Child("postStart"), errors);
        Hook(container.Lifecycle.PreStop, path.Child("lifecycle").Child("preStop"), errors);
    }

    private static void Probe(Probe probe, FieldPath path, bool mustSucceedOnce, FieldErrors errors)
    {
        if (!probe.IsPresent)
        {
            return;
        }

        Handlers(probe.Map.Entries.ToArray().Count(entry => entry.Key is "exec" or "httpGet" or "tcpSocket" or "grpc"), path, errors);
        Http(probe.HttpGet, path.Child("httpGet"), errors);
        if (probe.TcpSocket.IsPresent)
        {
            Port(probe.TcpSocket.Port, path.Child("tcpSocket").Child("port"), errors);
        }

        Exec(probe.Exec, path.Child("exec"), errors);
        foreach (var (value, name) in new[]
        {
            (probe.InitialDelaySeconds, "initialDelaySeconds"), (probe.TimeoutSeconds, "timeoutSeconds"),
            (probe.PeriodSeconds, "periodSeconds"), (probe.SuccessThreshold, "successThreshold"), (probe.FailureThreshold, "failureThreshold"),
        })
        {
            if (ValueRules.NonNegative(value) is { } problem)
            {
                errors.Invalid(path.Child(name), value, problem);
            }
        }

        if (mustSucceedOnce && probe.SuccessThreshold > 1)
        {
            errors.Invalid(path.Child("successThreshold"), probe.SuccessThreshold, "must be 1");
        }
    }

    private static void Hook(LifecycleHandler hook, FieldPath path, FieldErrors errors)
    {
        if (!hook.IsPresent)
        {
            return;
        }

        Handlers(hook.Map.Entries.ToArray().Count(entry => entry.Key is "exec" or "httpGet" or "tcpSocket" or "sleep"), path, errors);
        Http(hook.HttpGet, path.Child("httpGet"), errors);
        Exec(hook.Exec, path.Child("exec"), errors);
    }

    private static void Handlers(int count, FieldPath path, FieldErrors errors)
    {
        if (count == 0)
        {
            errors.Required(path, "must specify a handler type");
        }
        else if (count > 1)
        {
            errors.Forbidden(path, "may not specify more than 1 handler type");
        }
    }

    private static void Http(HTTPGetAction action, FieldPath path, FieldErrors errors)
    {
        if (!action.IsPresent)
        {
            return;
        }

        Port(action.Port, path.Child("port"), errors);
        for (var i = 0; i < action.HttpHeaders.Count; i++)
        {
            if (action.HttpHeaders[i].Name.Length == 0)
            {
                errors.Required(path.Child("httpHeaders", i).Child("name"));
            }
        }
    }

    private static void Exec(ExecAction action, FieldPath path, FieldErrors errors)
    {
        if (action.IsPresent && action.Command.Count == 0)
        {
            errors.Required(path.Child("command"));
        }
    }

    private static void Port(IntOrString? port, FieldPath path, FieldErrors errors)
    {
        if (port is not { } given)
        {
            errors.Required(path);
        }
        else if (given.Number is { } number && ValueRules.PortNumber(number) is { } problem)
        {
            errors.Invalid(path, number, problem);
        }
        else if (given.Text is { } text)
        {
            foreach (var nameProblem in ValueRules.PortName(text))
            {
                errors.Invalid(path, text, nameProblem);
            }
        }
    }
}
