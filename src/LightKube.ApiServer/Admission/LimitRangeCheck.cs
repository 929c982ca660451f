using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Api.Quantities;

namespace LightKube.ApiServer.Admission;

/// <summary>Compares what is asked for with one item of a LimitRange.</summary>
internal static class LimitRangeCheck
{
    public static void Claim(LimitRangeItem item, Dictionary<string, Quantity> requests, List<string> problems)
    {
        const string Type = "PersistentVolumeClaim";
        foreach (var (name, _) in item.Min)
        {
            Min(Type, name, item.Min[name]!.Value, Find(requests, name), null, problems);
        }

        foreach (var (name, _) in item.Max)
        {
            var max = item.Max[name]!.Value;
            if (Find(requests, name) is { } request && request > max)
            {
                problems.Add($"maximum {name} usage per {Type} is {max}, but request is {request}");
            }
        }
    }

    public static void Pair(
        LimitRangeItem item,
        string type,
        Dictionary<string, Quantity> requests,
        Dictionary<string, Quantity> limits,
        List<string> problems)
    {
        foreach (var (name, _) in item.Min)
        {
            Min(type, name, item.Min[name]!.Value, Find(requests, name), Find(limits, name), problems);
        }

        foreach (var (name, _) in item.Max)
        {
            Max(type, name, item.Max[name]!.Value, Find(requests, name), Find(limits, name), problems);
        }

        foreach (var (name, _) in item.MaxLimitRequestRatio)
        {
            Ratio(type, name, item.MaxLimitRequestRatio[name]!.Value, Find(requests, name), Find(limits, name), problems);
        }
    }

    private static Quantity? Find(Dictionary<string, Quantity> amounts, string name) =>
        amounts.TryGetValue(name, out var quantity) ? quantity : null;

    private static void Min(string type, string name, Quantity min, Quantity? request, Quantity? limit, List<string> problems)
    {
        var start = $"minimum {name} usage per {type} is {min}";
        if (request is not { } asked)
        {
            problems.Add($"{start}.  No request is specified");
        }
        else if (asked < min)
        {
            problems.Add($"{start}, but request is {asked}");
        }

        if (limit is { } most && most < min)
        {
            problems.Add($"{start}, but limit is {most}");
        }
    }

    private static void Max(string type, string name, Quantity max, Quantity? request, Quantity? limit, List<string> problems)
    {
        var start = $"maximum {name} usage per {type} is {max}";
        if (limit is not { } most)
        {
            problems.Add($"{start}.  No limit is specified");
        }
        else if (most > max)
        {
            problems.Add($"{start}, but limit is {most}");
        }

        if (request is { } asked && asked > max)
        {
            problems.Add($"{start}, but request is {asked}");
        }
    }

    private static void Ratio(string type, string name, Quantity max, Quantity? request, Quantity? limit, List<string> problems)
    {
        var start = $"{name} max limit to request ratio per {type} is {max}, but ";
        if (request is not { Sign: > 0 } asked)
        {
            problems.Add($"{start}no request is specified or request is 0");
        }
        else if (limit is not { Sign: > 0 } most)
        {
            problems.Add($"{start}no limit is specified or limit is 0");
        }
        else if ((double)most.Milli / asked.Milli is var ratio && ratio > max.Milli / 1000.0)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{start}provided ratio is {ratio:F6}"));
        }
    }
}
