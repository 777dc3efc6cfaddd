"""The interrupted time series: effect, expected values, draws, and when it is refused."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from metrics.measure.effect import covariance
from metrics.measure.effect.covariance import Floats
from metrics.measure.effect.design import Event, Observed
from metrics.measure.effect.gls import CERTAIN
from metrics.measure.effect.its import Proof, interrupted

SEEDS, ENOUGH = 20, 16  # at 95 % each, fewer than 16 of 20 hold once in 400 tries; the seeds are fixed


def monthly(values: Floats, before: int, **parts: object) -> Observed:
    periods = [dt.date(2020 + i // 12, 1 + i % 12, 1) for i in range(len(values))]
    after = np.arange(len(values)) >= before
    known = np.isfinite(values)
    return Observed("month", periods, values, ~after & known, after & known, **parts)  # type: ignore[arg-type]


def noisy(before: int, after: int, effect: float, seed: int = 1, level: float = 800.5) -> Floats:
    t = np.arange(before + after)
    noise = np.random.default_rng(seed).normal(0, 0.04, len(t))
    step = np.where(t >= before, 1 + effect, 1.0)
    return level * np.exp(0.1 * np.cos(np.pi * t / 6) + 0.002 * t + noise) * step


def proven(values: Floats, before: int, **parts: object) -> Proof:
    proof = interrupted(monthly(values, before, **parts))
    assert proof.valid, proof.reasons
    return proof


def test_a_known_effect_lies_in_its_interval_and_points_agree_with_it() -> None:
    values = noisy(36, 12, -0.3)
    estimate = proven(values, 36).estimate
    assert estimate is not None
    low, high = estimate.interval()
    wide_low, wide_high = estimate.interval(0.99)
    assert low is not None
    assert high is not None
    assert wide_low is not None
    assert wide_high is not None
    assert wide_low < low < -0.3 < high < wide_high
    actual, expected = values[36:].sum(), estimate.expected.sum()
    assert estimate.relative == pytest.approx(actual / expected - 1, rel=1e-9)
    assert estimate.absolute == pytest.approx(actual - expected, rel=1e-9)
    assert estimate.p_value() < 1e-4
    band_low, band_high = estimate.band
    assert (band_low < estimate.expected).all()
    assert (estimate.expected < band_high).all()


@pytest.mark.parametrize(
    ("made", "kind", "name"),
    [
        (lambda v: v, "additive", "log"),
        (lambda v: v / 2000, "ratio", "logit"),
        (lambda v: v - 900, "other", "linear"),
        (np.round, "additive", "count"),
        (lambda v: np.round(v / 80), "additive", "count"),
    ],
)
def test_every_scale_agrees_in_points_headline_and_draws(made: object, kind: str, name: str) -> None:
    values = made(noisy(48, 12, 0.25))  # type: ignore[operator]
    estimate = proven(values, 48, kind=kind).estimate
    assert estimate is not None
    assert estimate.scale.name == name
    assert estimate.absolute == pytest.approx(values[48:].sum() - estimate.expected.sum(), rel=1e-6)
    sums = values[48:].sum() - estimate.draws(4000, 3).sum(axis=1)
    low, high = estimate.absolute_interval()
    assert np.quantile(sums, [0.025, 0.975]) == pytest.approx([low, high], abs=0.12 * (high - low))
    assert (estimate.draws(50, 7) == estimate.draws(50, 7)).all()
    _, cumulative_low, cumulative_high = estimate.summed()
    assert (cumulative_low < cumulative_high).all()


def test_scaling_the_values_changes_no_relative_effect() -> None:
    values = noisy(36, 8, -0.1)
    one, two = (proven(each, 36).estimate for each in (values, values * 1000))
    assert one is not None
    assert two is not None
    assert one.interval() == pytest.approx(two.interval(), rel=1e-6)


def test_unknown_periods_are_left_out_and_shown_with_what_was_expected() -> None:
    values = noisy(40, 10, -0.3)
    values[[7, 8, 43]] = np.nan
    estimate = proven(values, 40).estimate
    assert estimate is not None
    assert len(estimate.model.used) == 47
    assert len(estimate.expected) == 10
    known = np.isfinite(values[40:])
    assert estimate.absolute == pytest.approx((values[40:] - estimate.expected)[known].sum(), rel=1e-9)
    assert -0.4 < (estimate.relative or 0) < -0.2


def test_an_outlier_of_the_baseline_is_named_and_does_not_widen_the_interval() -> None:
    values = noisy(36, 12, -0.3)
    clean = proven(values, 36).estimate
    values[20] *= 2
    marked = proven(values, 36).estimate
    assert clean is not None
    assert marked is not None
    assert clean.named == ()
    assert marked.named == ("September 2021",)
    width = [float(np.diff(np.array(e.interval(), float))[0]) for e in (clean, marked)]
    assert width[1] < 1.3 * width[0]


def test_a_control_takes_out_what_both_share() -> None:
    held = 0
    for seed in range(SEEDS):
        shared = np.cumsum(np.random.default_rng(100 + seed).normal(0, 0.08, 60))
        values = noisy(48, 12, -0.2, seed) * np.exp(shared)
        alone, beside = (interrupted(monthly(values, 48, control=control)).estimate for control in (None, shared))
        assert alone is not None
        assert beside is not None
        low, high = np.array(beside.interval(), float)
        assert high - low < 0.6 * np.diff(np.array(alone.interval(), float))[0]
        held += low < -0.2 < high
    assert held >= ENOUGH


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [(23, 6, "needs 24 complete periods before launch, there are 23"), (30, 0, "no complete period since launch")],
)
def test_too_little_is_refused_with_its_reason(before: int, after: int, said: str) -> None:
    proof = interrupted(monthly(noisy(before, after, 0), before))
    assert proof.estimate is None
    assert said in proof.reasons[0]


def test_zeros_alone_leave_nothing_to_judge_by() -> None:
    proof = interrupted(monthly(np.zeros(42), 36))
    assert (proof.estimate, proof.reasons) == (None, ("every value is 0, which leaves no noise to judge by",))


def test_under_36_points_it_is_approximate() -> None:
    assert proven(noisy(30, 6, 0), 30).approximate
    assert not proven(noisy(36, 6, 0), 36).approximate


def test_a_season_needs_two_rounds() -> None:
    periods = [dt.date(2023, 1, 2) + dt.timedelta(weeks=i) for i in range(100)]
    after = np.arange(100) >= 80
    seasonal = Observed("week", periods, noisy(80, 20, 0), ~after, after)
    assert "needs two years before launch (104 weeks), there are 80 weeks" in interrupted(seasonal).reasons[0]
    assert interrupted(Observed("week", periods, noisy(80, 20, 0), ~after, after, season=False)).estimate is not None


def test_a_jump_inside_the_baseline_fails_the_placebo() -> None:
    values = noisy(36, 12, -0.3)
    values[24:] *= 1.8
    proof = interrupted(monthly(values, 36))
    assert not proof.valid
    assert "pretended in January 2022" in proof.reasons[0]


def test_values_without_noise_are_refused() -> None:
    proof = interrupted(monthly(np.where(np.arange(48) < 36, 100.5, 50.25), 36))
    assert proof.estimate is None
    assert "no noise" in proof.reasons[0]


def test_an_event_that_is_the_launch_is_refused() -> None:
    share = (np.arange(48) >= 36).astype(float)
    proof = interrupted(monthly(noisy(36, 12, 0), 36, events=(Event("move", share),)))
    assert proof.estimate is None
    assert "cannot be told from the launch" in proof.reasons[0]


def test_no_count_after_launch_is_refused() -> None:
    values = np.random.default_rng(1).poisson(5, 48).astype(float)
    values[36:] = 0
    assert "cannot be fitted" in interrupted(monthly(values, 36, kind="additive")).reasons[0]


def test_a_fading_effect_has_a_slope_clear_of_zero() -> None:
    values = noisy(48, 12, 0)
    values[48:] *= np.linspace(0.5, 1.0, 12)
    slope = interrupted(monthly(values, 48)).slope
    assert slope is not None
    assert float(slope.quantile(0.025)) > 0
    steady = [interrupted(monthly(noisy(48, 12, -0.3, seed), 48)).slope for seed in range(SEEDS)]
    zero = [each is not None and float(each.quantile(0.025)) < 0 < float(each.quantile(0.975)) for each in steady]
    assert sum(zero) >= ENOUGH


def test_the_error_of_every_expected_value_is_that_of_the_estimator() -> None:
    """With all coefficients zero the response is its own error: what was not foreseen must equal it, term by term."""
    estimate = proven(noisy(36, 12, 0), 36).estimate
    assert estimate is not None
    model = estimate.model
    for k, kept in enumerate(model.fitted.kept):
        unit = model.factored.inverted(int(kept)) @ model.response
        assert model.response[36:] - estimate._centres[:, k] == pytest.approx(estimate._errors[k] @ unit, abs=1e-8)
        assert estimate.step.centre[k] == pytest.approx(estimate._step_error[k] @ unit, abs=1e-8)


def test_counts_that_vary_by_chance_alone_have_a_noise_that_is_known() -> None:
    values = np.random.default_rng(3).poisson(80, 48).astype(float)
    fitted = proven(values, 36, kind="additive").estimate
    restless = proven(
        np.round(noisy(36, 12, 0) * 1.3 ** np.random.default_rng(4).normal(0, 1, 48)), 36, kind="additive"
    ).estimate
    assert fitted is not None
    assert restless is not None
    known = fitted.model.fitted.dof == CERTAIN
    assert known.sum() == 1
    assert fitted.model.fitted.variance[known] == pytest.approx(1)
    assert fitted.model.fitted.weights[known] > 0.2
    assert not (restless.model.fitted.dof == CERTAIN).any()


def test_few_small_counts_are_covered_without_a_level_that_wanders_as_much_as_chance() -> None:
    """Thirty seeds at 24 + 12 months of mean 5; without a prior of their own the mean width is 1.3."""
    t, low, high = np.arange(36), [], []
    for seed in range(30):
        level = 5 * np.exp(0.1 * np.cos(np.pi * t / 6)) * np.where(t >= 24, 0.7, 1.0)
        estimate = interrupted(
            monthly(np.random.default_rng(seed).poisson(level).astype(float), 24, kind="additive")
        ).estimate
        assert estimate is not None
        bounds = estimate.interval()
        assert None not in bounds
        low.append(bounds[0])
        high.append(bounds[1])
    below, above = np.array(low, dtype=float), np.array(high, dtype=float)
    assert np.mean((below <= -0.3) & (above >= -0.3)) >= 0.9
    assert np.mean(above - below) < 1.2


def test_the_prior_of_small_counts_sums_to_one() -> None:
    grid = covariance.roots(np.arange(40), np.arange(40) % 12)
    small = covariance.of_small_counts(grid)
    log_root = np.log(np.diagonal(grid.lower, axis1=1, axis2=2)).sum(1)
    for each in (grid, small):
        prior = np.exp(each.log_weight + log_root)
        assert prior.sum() == pytest.approx(1)
        assert np.log(prior[0]) - each.first_prior == pytest.approx(0)
    assert np.ptp(small.log_weight - grid.log_weight) == pytest.approx(np.log(50))


def test_months_of_their_own_are_told_from_waves_in_weeks_too() -> None:
    periods = [dt.date(2022, 1, 3) + dt.timedelta(weeks=i) for i in range(130)]
    months = np.random.default_rng(2).normal(0, 0.08, 12)[[day.month - 1 for day in periods]]
    after = np.arange(130) >= 104
    values = 900.5 * np.exp(months + np.random.default_rng(5).normal(0, 0.03, 130))
    model = interrupted(Observed("week", periods, values, ~after, after)).estimate.model  # type: ignore[union-attr]
    own = model.fitted.kept >= len(model.factored.log_known) // 2  # the second half of the grid has such months
    assert model.fitted.weights[own].sum() > 0.99
