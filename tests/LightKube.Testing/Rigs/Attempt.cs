using NUnit.Framework.Internal;

namespace LightKube.Testing.Rigs;

/// <summary>Runs assertions that may fail for now.</summary>
public static class Attempt
{
    /// <summary>The failure's message, or null when the assertions hold.</summary>
    /// <remarks>NUnit fails a test for an assertion that failed and was caught, unless it ran in a context of its own.</remarks>
    public static string? Run(Action assertions)
    {
        using var isolated = new TestExecutionContext.IsolatedContext();
        try
        {
            assertions();
            return null;
        }
        catch (AssertionException failure)
        {
            return failure.Message;
        }
        catch (Exception error) // An item that is not there yet, say: whatever the assertions throw means that they do not hold now.
        {
            return error.ToString();
        }
    }
}
