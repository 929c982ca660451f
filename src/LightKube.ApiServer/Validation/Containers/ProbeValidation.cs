using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Containers;

/// <summary>Probes and lifecycle hooks.</summary>
internal static class ProbeValidation
{
    private static readonly string[] Schemes = ["HTTP", "HTTPS"];
    private static readonly string[] NotNegative = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];

    private static readonly string[] StopSignalsOfWindows = ["SIGKILL", "SIGTERM"];

    public static void Validate(Field container, Field spec)
    {
        Lifecycle(container["lifecycle"], spec);
        Probe(container["livenessProbe"], spec, succeedsOnce: true);
        Readiness(container["readinessProbe"], spec);
        Probe(container["startupProbe"], spec, succeedsOnce: true);
    }

    private static void Lifecycle(Field lifecycle, Field spec)
    {
        if (!lifecycle.IsSet)
        {
            return;
        }

        Hook(lifecycle["postStart"], spec);
        Hook(lifecycle["preStop"], spec);
        StopSignal(lifecycle["stopSignal"], spec["os"]);
    }

    private static void Hook(Field hook, Field spec)
    {
        if (hook.IsSet)
        {
            Handler(hook, spec, hook: true);
        }
    }

    private static void StopSignal(Field signal, Field os)
    {
        if (!signal.IsSet)
        {
            return;
        }

        if (!os["name"].HasText)
        {
            signal.Forbidden("may not be set for containers with empty `spec.os.name`");
        }
        else if (os["name"].Text == "windows")
        {
            signal.BeOneOf(StopSignalsOfWindows);
        }
    }

    private static void Readiness(Field probe, Field spec)
    {
        Probe(probe, spec, succeedsOnce: false);
        var grace = probe["terminationGracePeriodSeconds"];
        if (grace.IsSet)
        {
            grace.Invalid("must not be set for readinessProbes");
        }
    }

    private static void Probe(Field probe, Field spec, bool succeedsOnce)
    {
        if (!probe.IsSet)
        {
            return;
        }

        Handler(probe, spec, hook: false);
        foreach (var name in NotNegative)
        {
            probe[name].BeNotNegative();
        }

        var grace = probe["terminationGracePeriodSeconds"];
        if (grace.IsSet && grace.Number <= 0)
        {
            grace.Invalid("must be greater than 0");
        }

        if (succeedsOnce && probe["successThreshold"].Number != 1)
        {
            probe["successThreshold"].Invalid(probe["successThreshold"].Number, "must be 1");
        }
    }

    private static void Handler(Field handler, Field spec, bool hook)
    {
        var count = 0;
        if (IsFirst(handler["exec"], ref count) && handler["exec"]["command"].Count == 0)
        {
            handler["exec"]["command"].Required();
        }

        if (IsFirst(handler["httpGet"], ref count))
        {
            HttpGet(handler["httpGet"]);
        }

        if (IsFirst(handler["tcpSocket"], ref count))
        {
            handler["tcpSocket"]["port"].BePortOrName();
        }

        if (!hook && IsFirst(handler["grpc"], ref count))
        {
            handler["grpc"]["port"].BePort();
        }

        if (hook && IsFirst(handler["sleep"], ref count))
        {
            Sleep(handler["sleep"], spec["terminationGracePeriodSeconds"]);
        }

        if (count == 0)
        {
            handler.Required("must specify a handler type");
        }
    }

    private static bool IsFirst(Field action, ref int count)
    {
        if (!action.IsSet)
        {
            return false;
        }

        if (count > 0)
        {
            action.Forbidden("may not specify more than 1 handler type");
            return false;
        }

        count++;
        return true;
    }

    private static void HttpGet(Field action)
    {
        action["path"].Require();
        action["port"].BePortOrName();
        action["scheme"].BeOneOf(Schemes);
        var headers = action["httpHeaders"];
        for (var i = 0; i < headers.Count; i++)
        {
            headers.With(headers[i]["name"].Text).Obey(NameRules.HttpHeader);
        }
    }

    private static void Sleep(Field action, Field grace)
    {
        var seconds = action["seconds"].Number;
        if (grace.IsSet && (seconds < 0 || seconds > grace.Number))
        {
            action.Invalid(seconds, $"must be non-negative and less than terminationGracePeriodSeconds ({grace.Number})");
        }
    }
}
