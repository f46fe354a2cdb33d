using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Tests.Plugins;

public sealed class ComponentKindsTests
{
    [Fact]
    public void Parse_EveryName_IsItsKind() => ComponentKinds.Names.Select(ComponentKinds.Parse).ShouldBe(Enum.GetValues<ComponentKind>());

    [Fact]
    public void Parse_AMistypedName_NamesTheNearest() =>
        Should.Throw<RewardLabException>(() => ComponentKinds.Parse("reword")).Message.ShouldBe("'reword' is not a kind of component. Did you mean 'reward'?");
}
