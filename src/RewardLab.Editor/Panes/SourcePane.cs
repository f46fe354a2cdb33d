using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Panes;

/// <summary>The text of what is open: a recipe's, or the experiment's YAML.</summary>
internal sealed class SourcePane : View
{
    private readonly RecipePane _recipe;
    private readonly YamlPane _yaml;

    /// <summary>Creates the pane, which shows the recipe first.</summary>
    public SourcePane(RecipePane recipe, YamlPane yaml)
    {
        (_recipe, _yaml) = (recipe, yaml);
        CanFocus = true;
        foreach (var view in new View[] { recipe, yaml })
        {
            (view.Width, view.Height) = (Dim.Fill(), Dim.Fill());
            Add(view);
        }

        yaml.Visible = false;
    }

    /// <summary>What the tab is called.</summary>
    public string Name => IsYaml ? "YAML" : "Recipe";

    /// <summary>How many errors there are.</summary>
    public int ProblemCount => IsYaml ? _yaml.ProblemCount : _recipe.ProblemCount;

    /// <summary>Whether the experiment is seen, rather than a recipe.</summary>
    public bool IsYaml
    {
        get => _yaml.Visible;
        set
        {
            if (value != _yaml.Visible)
            {
                var hadFocus = HasFocus;
                (_yaml.Visible, _recipe.Visible) = (value, !value);
                if (hadFocus)
                {
                    (value ? (View)_yaml : _recipe).SetFocus();
                }

                SuperView?.SetNeedsDraw();
            }
        }
    }
}
