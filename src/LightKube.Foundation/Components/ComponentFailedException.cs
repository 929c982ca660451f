namespace LightKube.Foundation.Components;

/// <summary>The part of a component's life in which an error came up.</summary>
public enum ComponentPhase
{
    /// <summary>It could not prepare itself.</summary>
    Init,

    /// <summary>It could not start.</summary>
    Start,

    /// <summary>It ran, and then could not go on.</summary>
    Run,

    /// <summary>It did not end cleanly.</summary>
    Stop,
}

/// <summary>A component failed; the message names it, what it was doing, and the cause.</summary>
public sealed class ComponentFailedException(string component, ComponentPhase phase, Exception cause)
    : Exception($"{component} {Describe(phase)}: {cause.Message}", cause)
{
    /// <summary>The component's name.</summary>
    public string Component { get; } = component;

    /// <summary>What the component was doing.</summary>
    public ComponentPhase Phase { get; } = phase;

    private static string Describe(ComponentPhase phase) => phase switch
    {
        ComponentPhase.Init => "could not be prepared",
        ComponentPhase.Start => "could not start",
        ComponentPhase.Run => "cannot go on",
        _ => "did not stop cleanly",
    };
}
