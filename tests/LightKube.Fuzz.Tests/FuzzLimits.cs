namespace LightKube.Fuzz;

/// <summary>What an input may be, and what handling it may cost.</summary>
internal static class FuzzLimits
{
    /// <summary>Enough for a cost that grows faster than the input to show.</summary>
    public const int MaxInput = 256 * 1024;

    /// <summary>Inputs that are kept because they led to something new.</summary>
    public const int MaxCorpus = 4096;

    /// <summary>Processor time for an input, however small: collections of garbage and the compiler fall into it.</summary>
    public static readonly TimeSpan PerInput = TimeSpan.FromSeconds(1);

    /// <summary>And for each kilobyte.</summary>
    public static readonly TimeSpan PerKilobyte = TimeSpan.FromMilliseconds(10);
}
