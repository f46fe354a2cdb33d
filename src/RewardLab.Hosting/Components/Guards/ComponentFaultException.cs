using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Guards;

/// <summary>A component broke its contract: it threw what it must not throw, or its answer is unusable. What a component refuses by a
/// <see cref="RewardLabException"/> of its own is none.</summary>
internal sealed class ComponentFaultException : RewardLabException
{
    public ComponentFaultException(string message)
        : base(message)
    {
    }

    public ComponentFaultException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ComponentFaultException()
    {
    }
}
