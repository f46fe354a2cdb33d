namespace RewardLab.Abstractions;

/// <summary>Makes the handler of one kind of units; marked with <see cref="ExportUnitHandlerAttribute"/>. A public parameterless constructor.</summary>
public interface IUnitHandlerFactory
{
    /// <summary>Makes a handler, on the thread on which it will compute.</summary>
    /// <param name="context">What the host offers. Its components compute on the worker's device, and have no workers of their own.</param>
    /// <exception cref="RewardLabException">It cannot be made here, with what to do about it.</exception>
    IUnitHandler Create(ComponentContext context);
}
