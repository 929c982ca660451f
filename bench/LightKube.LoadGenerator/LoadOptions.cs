using System.Globalization;

namespace LightKube.LoadGenerator;

/// <summary>What to run and against what.</summary>
internal sealed record LoadOptions
{
    public string Kubeconfig { get; init; } = Environment.GetEnvironmentVariable("KUBECONFIG") ?? "";

    public int Objects { get; init; } = 4000;

    public int Workers { get; init; } = 32;

    public int Connections { get; init; } = 4;

    public int Watchers { get; init; } = 50;

    /// <summary>api: the API's phases; wide: more of them; growth: with the number of objects and watchers; pods: starts of real pods; fill: real pods that stay; ready: waits until the API is.</summary>
    public string What { get; init; } = "api";

    /// <summary>The image of the pods that are started.</summary>
    public string Image { get; init; } = "lightkube.local/hello:1";

    public const string Usage =
        "usage: loadgenerator [api|wide|growth|pods|fill|ready] --kubeconfig FILE [--objects 4000] [--workers 32] [--connections 4] [--watchers 50] [--image IMAGE]";

    /// <exception cref="ArgumentException">An unknown flag or a value that cannot be read.</exception>
    public static LoadOptions Parse(string[] args)
    {
        var options = new LoadOptions();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is "api" or "wide" or "growth" or "pods" or "fill" or "ready")
            {
                options = options with { What = args[i] };
                continue;
            }

            if (i + 1 == args.Length)
            {
                throw new ArgumentException($"{args[i]} needs a value");
            }

            var value = args[++i];
            options = args[i - 1] switch
            {
                "--kubeconfig" => options with { Kubeconfig = value },
                "--objects" => options with { Objects = Number(value) },
                "--workers" => options with { Workers = Number(value) },
                "--connections" => options with { Connections = Number(value) },
                "--watchers" => options with { Watchers = Number(value) },
                "--image" => options with { Image = value },
                var flag => throw new ArgumentException($"unknown flag {flag}"),
            };
        }

        return options.Kubeconfig.Length > 0 ? options : throw new ArgumentException("--kubeconfig is missing");
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
