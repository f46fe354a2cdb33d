namespace RewardLab.Architecture.Tests.Namespaces;

/// <summary>A namespace that refers to another, with one place where it does.</summary>
/// <param name="From">The namespace that refers.</param>
/// <param name="To">The namespace that is referred to.</param>
/// <param name="Type">The full name of a type of <paramref name="From"/> that refers.</param>
/// <param name="Member">The member of it that refers; the type's own name where its declaration does.</param>
/// <param name="Target">The full name of the type that is referred to.</param>
/// <param name="TargetAssembly">The assembly that the target lies in.</param>
internal sealed record NamespaceArrow(string From, string To, string Type, string Member, string Target, string TargetAssembly)
{
    /// <summary>One line for a message.</summary>
    public override string ToString() => $"{From} -> {To}: {Type}.{Member} refers to {Target}";
}
