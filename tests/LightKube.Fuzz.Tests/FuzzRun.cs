using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using LightKube.Fuzz.Mutations;

namespace LightKube.Fuzz;

/// <summary>Tries inputs for a while: seeds, then mutations of whatever led to something new.</summary>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<byte[]> _corpus = [];
    private readonly HashSet<string> _outcomes = [];
    private readonly List<string> _findings = [];
    private CurrentInput? _current;

    /// <summary>Inputs tried.</summary>
    public long Tried { get; private set; }

    /// <summary>Different things that became of them.</summary>
    public int Outcomes => _outcomes.Count;

    public TimeSpan Slowest { get; private set; }

    /// <summary>What went wrong, each with the file that holds its input.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>Ends after that time, or at the fifth finding.</summary>
    public void Run(TimeSpan time)
    {
        const int Enough = 5;
        var watch = Stopwatch.StartNew();
        using var current = _current = new CurrentInput(Path.Combine(FuzzTime.FailuresFolder, target.Name));
        foreach (var input in target.Seeds(_random))
        {
            _corpus.Add(input);
            Try(input);
        }

        var mutator = new Mutator(_random, target.Words);
        while (watch.Elapsed < time && _findings.Count < Enough)
        {
            Try(mutator.Mutate(_corpus[_random.Next(_corpus.Count)], _corpus[_random.Next(_corpus.Count)]));
        }
    }

    private void Try(byte[] input)
    {
        Tried++;
        _current!.Set(input);
        var started = ThreadTime.Now;
        string outcome;
        try
        {
            outcome = target.Try(input);
        }
        catch (Exception finding)
        {
            // Whatever it is, it is what is looked for.
            Report(input, finding.ToString());
            return;
        }

        var spent = ThreadTime.Now - started;
        Slowest = spent > Slowest ? spent : Slowest;
        if (spent > FuzzLimits.PerInput + (FuzzLimits.PerKilobyte * (input.Length / 1024)))
        {
            Report(input, string.Create(CultureInfo.InvariantCulture, $"{input.Length} bytes took {spent.TotalSeconds:F1} s of processor time"));
        }
        else if (_outcomes.Add(outcome) && _corpus.Count < FuzzLimits.MaxCorpus)
        {
            _corpus.Add(input);
        }
    }

    private void Report(byte[] input, string what)
    {
        var folder = Directory.CreateDirectory(Path.Combine(FuzzTime.FailuresFolder, target.Name)).FullName;
        var file = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 8)));
        File.WriteAllBytes(file, input);
        _findings.Add($"{file}: {what}");
    }
}
