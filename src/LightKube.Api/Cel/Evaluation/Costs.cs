namespace LightKube.Api.Cel.Evaluation;

/// <summary>What operations cost, in units of about 50 ns.</summary>
internal static class Costs
{
    public const ulong CreateList = 10;
    public const ulong CreateMap = 30;
    public const ulong CreateObject = 40;

    /// <summary>A character of text to look at.</summary>
    public const double Character = 0.1;

    /// <summary>A character of a regular expression, times what the text costs.</summary>
    public const double RegexCharacter = 0.25;
}
